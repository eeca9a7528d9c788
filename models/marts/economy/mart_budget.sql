-- grain: one row per provider, kind, year and line, group or whole of a budget

{% set budget = ['municipality_code', 'provider_id', 'kind'] %}
{% set place = budget + ['row_level', 'group_name', 'line_text', 'line_no'] %}

with

rows_of_budget as (

    select * from {{ ref('fct_budget_lines') }}

),

row_levels as (

    {% for row_level in ['line', 'group', 'total'] %}
    select '{{ row_level }}' as row_level
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

-- Every line counts in itself, in its group and in the whole; what was delivered as a total is only held against them.
counted as (

    select
        rows_of_budget.municipality_code,
        rows_of_budget.provider_id,
        rows_of_budget.kind,
        row_levels.row_level,
        case when row_levels.row_level = 'total' then '-' else rows_of_budget.group_name end as group_name,
        case when row_levels.row_level = 'line' then rows_of_budget.line_text else '-' end as line_text,
        case when row_levels.row_level = 'line' then rows_of_budget.line_no else 0 end as line_no,
        rows_of_budget.budget_year,
        rows_of_budget.amount_dkk,
        rows_of_budget.stated_difference_dkk,
        case when row_levels.row_level = 'line' then rows_of_budget.note end as note,
        rows_of_budget.line_order,
        case when row_levels.row_level <> 'line' then rows_of_budget.line_order end as last_order
    from rows_of_budget
    cross join row_levels
    where not rows_of_budget.is_total

),

amounts as (

    select
        {{ columns_of('counted', place) }},
        counted.budget_year,
        sum(counted.amount_dkk) as amount_dkk,
        sum(counted.stated_difference_dkk) as stated_difference_dkk,
        max(counted.note) as note,
        min(counted.line_order) as line_order,
        max(counted.last_order) as last_order
    from counted
    group by
        {{ columns_of('counted', place) }},
        counted.budget_year

),

totals as (

    select
        municipality_code,
        provider_id,
        kind,
        budget_year,
        case when group_name = '-' then 'total' else 'group' end as row_level,
        group_name,
        max(line_text) as delivered_text,
        max(amount_dkk) as delivered_dkk,
        count(*) as n_delivered
    from rows_of_budget
    where is_total
    group by municipality_code, provider_id, kind, budget_year, group_name

),

years as (

    select distinct
        municipality_code,
        provider_id,
        kind,
        budget_year
    from amounts

),

years_before as (

    select
        years.municipality_code,
        years.provider_id,
        years.kind,
        years.budget_year,
        max(earlier.budget_year) as latest_before
    from years
    left join years as earlier
        on
            {{ same('years', 'earlier', budget) }}
            and years.budget_year > earlier.budget_year
    group by years.municipality_code, years.provider_id, years.kind, years.budget_year

),

-- A line that was there the year before is shown, also where it is gone.
places as (

    select
        {{ columns_of('amounts', place) }},
        amounts.budget_year
    from amounts
    union
    select
        {{ columns_of('amounts', place) }},
        amounts.budget_year + 1 as budget_year
    from amounts
    inner join years
        on
            {{ same('amounts', 'years', budget) }}
            and amounts.budget_year + 1 = years.budget_year

),

compared as (

    select
        {{ columns_of('places', place) }},
        places.budget_year,
        now_.amount_dkk,
        before_.amount_dkk as amount_before_dkk,
        now_.stated_difference_dkk,
        now_.note,
        coalesce(now_.line_order, before_.line_order) as line_order,
        coalesce(now_.last_order, before_.last_order) as last_order,
        case
            when years_before.latest_before is null then 'first'
            when years_before.latest_before = places.budget_year - 1 then 'compared'
            else 'year_missing'
        end as year_status
    from places
    inner join years_before
        on
            {{ same('places', 'years_before', budget) }}
            and places.budget_year = years_before.budget_year
    left join amounts as now_
        on
            {{ same('places', 'now_', place) }}
            and places.budget_year = now_.budget_year
    left join amounts as before_
        on
            {{ same('places', 'before_', place) }}
            and places.budget_year - 1 = before_.budget_year

),

mart_budget as (

    select
        {{ columns_of('compared', place) }},
        compared.budget_year,

        cast(compared.line_order as bigint) as line_order,
        cast(compared.last_order as bigint) as last_order,
        cast(compared.amount_dkk as decimal(18, 2)) as amount_dkk,
        cast(compared.amount_before_dkk as decimal(18, 2)) as amount_before_dkk,
        case
            when compared.year_status = 'compared'
                then cast(
                    coalesce(compared.amount_dkk, 0) - coalesce(compared.amount_before_dkk, 0) as decimal(18, 2)
                )
        end as difference_dkk,
        case
            when compared.year_status <> 'compared' then 'not_compared'
            when compared.amount_before_dkk is null then 'new'
            when compared.amount_dkk is null then 'gone'
            when compared.amount_dkk > compared.amount_before_dkk then 'up'
            when compared.amount_dkk < compared.amount_before_dkk then 'down'
            else 'same'
        end as change_kind,
        compared.note as reason,
        cast(compared.stated_difference_dkk as decimal(18, 2)) as stated_difference_dkk,
        case
            when compared.stated_difference_dkk is null or compared.year_status <> 'compared' then 'not_stated'
            when
                compared.stated_difference_dkk
                = coalesce(compared.amount_dkk, 0) - coalesce(compared.amount_before_dkk, 0)
                then 'agrees'
            else 'differs'
        end as stated_status,
        compared.year_status,
        totals.delivered_text as delivered_total_text,
        cast(totals.delivered_dkk as decimal(18, 2)) as delivered_total_dkk,
        cast(totals.delivered_dkk - compared.amount_dkk as decimal(18, 2)) as total_difference_dkk,
        case
            when compared.row_level = 'line' then 'no_total'
            when totals.n_delivered is null then 'not_delivered'
            when totals.n_delivered > 1 then 'several'
            when totals.delivered_dkk = compared.amount_dkk then 'agrees'
            else 'differs'
        end as total_status
    from compared
    left join totals
        on
            {{ same('compared', 'totals', budget + ['row_level', 'group_name', 'budget_year']) }}

)

select * from mart_budget
