-- grain: one row per provider, service area and year: what was realised, else what is expected

{% set series = ['municipality_code', 'provider_id', 'service_area'] %}

with

delivered as (

    select * from {{ ref('stg_provider_activity') }}

),

-- A year that is over is described by what was realised, not by what was expected.
ranked as (

    select
        *,
        row_number() over (
            partition by {{ series | join(', ') }}, activity_year
            order by case when basis = 'final' then 1 else 2 end asc nulls last
        ) as basis_rank
    from delivered

),

activity as (

    select
        *,
        cast(budgeted_occupancy_percent * 0.01 as decimal(9, 4)) as budgeted_occupancy_share
    from ranked
    where basis_rank = 1

),

mart_provider_activity as (

    select
        {{ columns_of('activity', series) }},
        activity.activity_year,

        activity.basis,
        case
            when activity.capacity_places > 0 then 'ok'
            else 'no_capacity'
        end as occupancy_status,

        activity.capacity_places,
        activity.activity_places,
        cast(
            case
                when activity.activity_places <= activity.capacity_places
                    then activity.capacity_places - activity.activity_places
                when activity.activity_places > activity.capacity_places then 0
            end as decimal(9, 2)
        ) as free_places,
        earlier.activity_places as activity_before_places,
        activity.budgeted_occupancy_share,
        {{ occupancy('activity.activity_places', 'activity.capacity_places') | indent(8) }} as realised_occupancy_share,
        {{ occupancy('activity.activity_places', 'activity.capacity_places') | indent(8) }}
        - cast(activity.budgeted_occupancy_share as double) as occupancy_difference
    from activity
    left join activity as earlier
        on
            {{ same('activity', 'earlier', series) }}
            and activity.activity_year - 1 = earlier.activity_year

)

select * from mart_provider_activity
