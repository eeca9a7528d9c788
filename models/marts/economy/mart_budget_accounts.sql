-- grain: one row per provider, year and line, group or whole, with its budget, revised budget, forecast and accounts

{% set place = ['municipality_code', 'provider_id', 'row_level', 'group_name', 'line_text', 'line_no', 'budget_year'] %}
{% set kinds_of_amount = ['budget', 'revised', 'forecast', 'actual'] %}

with

budget as (

    select * from {{ ref('mart_budget') }}
    where amount_dkk is not null

),

kinds as (

    select
        {{ columns_of('budget', place) }},
        {% for kind in kinds_of_amount %}
        max(case when budget.kind = '{{ kind }}' then budget.amount_dkk end) as {{ kind }}_dkk,
        {% endfor %}
        min(budget.line_order) as line_order
    from budget
    group by {{ columns_of('budget', place) }}

),

-- A kind that was delivered for the year and does not have the line: nothing was set aside, or spent.
years as (

    select
        municipality_code,
        provider_id,
        {% for kind in kinds_of_amount %}
        max(case when kind = '{{ kind }}' then 1 else 0 end) = 1 as has_{{ kind }},
        {% endfor %}
        budget_year
    from budget
    group by municipality_code, provider_id, budget_year

),

whole as (

    select
        {{ columns_of('kinds', place) }},
        {% for kind in kinds_of_amount %}
        case when years.has_{{ kind }} then coalesce(kinds.{{ kind }}_dkk, 0) end as {{ kind }}_dkk,
        {% endfor %}
        kinds.line_order
    from kinds
    inner join years
        on {{ same('kinds', 'years', ['municipality_code', 'provider_id', 'budget_year']) }}

),

held as (

    select
        *,
        coalesce(revised_dkk, budget_dkk) as allowed_dkk,
        coalesce(actual_dkk, forecast_dkk) as spent_dkk
    from whole

),

mart_budget_accounts as (

    select
        {{ columns_of('held', place) }},

        cast(line_order as bigint) as line_order,
        cast(budget_dkk as decimal(18, 2)) as budget_dkk,
        cast(revised_dkk as decimal(18, 2)) as revised_dkk,
        cast(forecast_dkk as decimal(18, 2)) as forecast_dkk,
        cast(actual_dkk as decimal(18, 2)) as actual_dkk,
        cast(allowed_dkk as decimal(18, 2)) as allowed_dkk,
        cast(spent_dkk as decimal(18, 2)) as spent_dkk,
        cast(spent_dkk - allowed_dkk as decimal(18, 2)) as difference_dkk,
        {{ money_within('spent_dkk', 'coalesce(allowed_dkk, 0)') | indent(4) }} as spent_within_dkk,
        {{ money_above('spent_dkk', 'coalesce(allowed_dkk, 0)') | indent(4) }} as over_dkk,
        {{ money_above('coalesce(allowed_dkk, 0)', 'spent_dkk') | indent(4) }} as left_dkk,
        case
            when actual_dkk is not null then 'actual'
            when forecast_dkk is not null then 'forecast'
            else 'none'
        end as held_against
    from held

)

select * from mart_budget_accounts
