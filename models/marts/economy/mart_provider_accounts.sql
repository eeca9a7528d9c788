-- grain: one row per provider, year and line of the yearly report

{% set provider = ['municipality_code', 'provider_id'] %}

with

amounts as (

    select * from {{ ref('mart_budget') }}
    where
        row_level = 'group'
        and amount_dkk is not null

),

report_groups as (

    select * from {{ ref('provider_report_groups') }}

),

-- A group is placed by the provider's own row, else by the one for all.
placed as (

    select
        {{ columns_of('amounts', provider) }},
        amounts.budget_year,
        amounts.kind,
        amounts.amount_dkk,
        coalesce(own.report_line, shared.report_line, 'unplaced') as report_line
    from amounts
    left join report_groups as own
        on
            {{ same('amounts', 'own', provider) }}
            and lower(trim(amounts.group_name)) = own.group_name
    left join report_groups as shared
        on
            shared.provider_id = '*'
            and lower(trim(amounts.group_name)) = shared.group_name

),

kinds as (

    select
        {{ columns_of('placed', provider) }},
        placed.budget_year,
        placed.kind,
        {% for line in account_lines() %}
        sum(case when placed.report_line = '{{ line }}' then placed.amount_dkk else 0 end) as {{ line }}_dkk,
        {% endfor %}
        sum(case when placed.report_line <> 'tariff_income' then placed.amount_dkk else 0 end) as gross_dkk,
        sum(placed.amount_dkk) as total_dkk
    from placed
    group by
        {{ columns_of('placed', provider) }},
        placed.budget_year,
        placed.kind

),

years as (

    select
        {{ columns_of('kinds', provider) }},
        kinds.budget_year,
        max(case when kinds.kind = 'actual' then 1 else 0 end) as has_actual,
        max(case when kinds.kind = 'forecast' then 1 else 0 end) as has_forecast,
        max(case when kinds.kind = 'budget' then 1 else 0 end) as has_budget
    from kinds
    group by
        {{ columns_of('kinds', provider) }},
        kinds.budget_year

),

report_lines as (

    {% for line in ['gross_budget'] + account_lines() + ['total'] %}
    select
        '{{ line }}' as report_line,
        {{ loop.index }} as line_order
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

mart_provider_accounts as (

    select
        {{ columns_of('years', provider) }},
        years.budget_year,
        report_lines.report_line,

        case
            when report_lines.report_line = 'gross_budget'
                then case when years.has_budget = 1 then 'budget' else 'none' end
            when years.has_actual = 1 then 'actual'
            when years.has_forecast = 1 then 'forecast'
            else 'none'
        end as basis,
        cast(report_lines.line_order as integer) as line_order,
        cast(
            case report_lines.report_line
                when 'gross_budget' then budget.gross_dkk
                {% for line in account_lines() + ['total'] %}
                when '{{ line }}' then spent.{{ line }}_dkk
                {% endfor %}
            end as decimal(18, 2)
        ) as amount_dkk
    from years
    cross join report_lines
    left join kinds as budget
        on
            {{ same('years', 'budget', provider + ['budget_year']) }}
            and budget.kind = 'budget'
    left join kinds as spent
        on
            {{ same('years', 'spent', provider + ['budget_year']) }}
            and spent.kind = case when years.has_actual = 1 then 'actual' else 'forecast' end

)

select * from mart_provider_accounts
