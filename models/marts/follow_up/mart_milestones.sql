-- grain: one row per initiative and milestone

with

milestones as (

    select * from {{ ref('stg_milestones') }}

),

initiatives as (

    select * from {{ ref('stg_initiatives') }}

),

as_of as (

    select * from {{ ref('int_follow_up__as_of') }}

),

mart_milestones as (

    select
        milestones.municipality_code,
        milestones.initiative_id,
        milestones.milestone_id,
        initiatives.department_code,
        initiatives.focus_point_id,

        milestones.name,
        coalesce(initiatives.name_da, milestones.initiative_id) as initiative_name_da,
        coalesce(initiatives.name_en, initiatives.name_da, milestones.initiative_id) as initiative_name_en,
        milestones.note,
        case
            when milestones.reached_on <= milestones.first_planned_on then 'reached'
            when milestones.reached_on is not null then 'reached_late'
            when initiatives.status in ('stopped', 'completed') then 'dropped'
            when milestones.planned_on < as_of.as_of_on then 'overdue'
            else 'planned'
        end as milestone_status,
        case when initiatives.initiative_id is null then 'no_initiative' end as problem,

        {{ days_between('milestones.first_planned_on', 'coalesce(milestones.reached_on, as_of.as_of_on)') }}
            as days_after_plan,

        milestones.started_on,
        milestones.first_planned_on,
        milestones.planned_on,
        milestones.reached_on
    from milestones
    inner join as_of
        on milestones.municipality_code = as_of.municipality_code
    left join initiatives
        on
            milestones.municipality_code = initiatives.municipality_code
            and milestones.initiative_id = initiatives.initiative_id

)

select * from mart_milestones
