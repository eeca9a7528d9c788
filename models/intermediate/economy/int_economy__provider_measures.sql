-- grain: one row per provider, service area ('-' for the whole provider), year and measure of early warnings

{% set series = ['municipality_code', 'provider_id', 'service_area'] %}

with

activity as (

    select * from {{ ref('mart_provider_activity') }}

),

accounts as (

    select * from {{ ref('mart_budget_accounts') }}
    where row_level = 'total'

),

gross as (

    select * from {{ ref('mart_provider_accounts') }}
    where report_line = 'gross_budget'

),

-- What is measured is excess / base. Both are kept, in decimals, so that it can be held against a threshold exactly.
measures as (

    select
        {{ columns_of('activity', series) }},
        activity.activity_year as figure_year,
        'occupancy' as measure,
        activity.basis,
        case
            when activity.occupancy_status <> 'ok' then activity.occupancy_status
            when activity.budgeted_occupancy_share is null then 'no_budgeted_occupancy'
        end as not_assessed_reason,
        cast(
            activity.budgeted_occupancy_share * activity.capacity_places - activity.activity_places as decimal(26, 6)
        ) as excess,
        cast(activity.capacity_places as decimal(20, 2)) as base
    from activity
    union all
    select
        {{ columns_of('activity', series) }},
        activity.activity_year as figure_year,
        'inflow' as measure,
        activity.basis,
        case
            when activity.activity_before_places is null then 'no_year_before'
            when activity.activity_before_places = 0 then 'no_activity_before'
        end as not_assessed_reason,
        cast(activity.activity_before_places - activity.activity_places as decimal(26, 6)) as excess,
        cast(activity.activity_before_places as decimal(20, 2)) as base
    from activity
    union all
    select
        accounts.municipality_code,
        accounts.provider_id,
        '-' as service_area,
        accounts.budget_year as figure_year,
        'deficit' as measure,
        case
            when accounts.held_against = 'actual' then 'final'
            when accounts.held_against = 'forecast' then 'expected'
            else 'none'
        end as basis,
        case
            when accounts.held_against = 'none' then 'no_accounts'
            when accounts.difference_dkk is null or coalesce(gross.amount_dkk, 0) <= 0 then 'no_budget'
        end as not_assessed_reason,
        cast(accounts.difference_dkk as decimal(26, 6)) as excess,
        cast(gross.amount_dkk as decimal(20, 2)) as base
    from accounts
    left join gross
        on {{ same('accounts', 'gross', ['municipality_code', 'provider_id', 'budget_year']) }}

),

int_economy__provider_measures as (

    select
        {{ columns_of('measures', series) }},
        measures.figure_year,
        measures.measure,
        measures.basis,
        measures.not_assessed_reason,
        case when measures.not_assessed_reason is null then measures.excess end as excess,
        case when measures.not_assessed_reason is null then measures.base end as base
    from measures

)

select * from int_economy__provider_measures
