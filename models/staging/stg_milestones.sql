-- grain: one row per initiative and milestone, as its newest delivery tells it

with

deliveries as (

    select * from {{ source('raw', 'milestones') }}

),

{{ newest_deliveries('deliveries', ['municipality_code', 'initiative_id', 'milestone_id']) }},

-- The first plan stands in the first delivery: a later one may have moved it.
first_deliveries as (

    select
        municipality_code,
        initiative_id,
        milestone_id,
        planned_on,
        row_number() over (
            partition by municipality_code, initiative_id, milestone_id
            {{ delivery_order('asc') }}
        ) as nth
    from deliveries

),

stg_milestones as (

    select
        newest_deliveries.municipality_code,
        newest_deliveries.initiative_id,
        newest_deliveries.milestone_id,

        newest_deliveries.name,
        newest_deliveries.note,

        newest_deliveries.started_on,
        newest_deliveries.planned_on,
        first_deliveries.planned_on as first_planned_on,
        newest_deliveries.reached_on,
        newest_deliveries._data_date
    from newest_deliveries
    inner join first_deliveries
        on
            newest_deliveries.municipality_code = first_deliveries.municipality_code
            and newest_deliveries.initiative_id = first_deliveries.initiative_id
            and newest_deliveries.milestone_id = first_deliveries.milestone_id
    where first_deliveries.nth = 1

)

select * from stg_milestones
