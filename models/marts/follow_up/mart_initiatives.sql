-- grain: one row per initiative

{% set budget = 'coalesce(initiatives.budget_dkk, initiatives.spent_dkk)' %}

with

initiatives as (

    select * from {{ ref('stg_initiatives') }}

),

milestones as (

    select * from {{ ref('mart_milestones') }}

),

-- A grant that several initiatives share is spent by all of them together.
grants as (

    select
        municipality_code,
        grant_name,
        max(grant_dkk) as grant_dkk,
        sum(coalesce(spent_dkk, 0)) as grant_spent_dkk
    from initiatives
    where grant_name is not null
    group by municipality_code, grant_name

),

counted as (

    select
        municipality_code,
        initiative_id,
        count(*) as n_milestones,
        sum(case when milestone_status in ('reached', 'reached_late') then 1 else 0 end) as n_reached,
        sum(case when milestone_status = 'overdue' then 1 else 0 end) as n_overdue,
        min(case when milestone_status in ('planned', 'overdue') then planned_on end) as next_milestone_on
    from milestones
    group by municipality_code, initiative_id

),

mart_initiatives as (

    select
        initiatives.municipality_code,
        initiatives.initiative_id,
        initiatives.department_code,
        initiatives.focus_point_id,
        initiatives.indicator_id,

        initiatives.name_da,
        coalesce(initiatives.name_en, initiatives.name_da) as name_en,
        initiatives.status,
        initiatives.decided_by,
        initiatives.case_number,
        initiatives.grant_name,
        case
            when
                coalesce(grants.grant_spent_dkk, initiatives.spent_dkk)
                > coalesce(grants.grant_dkk, initiatives.grant_dkk)
                then 'over_grant'
            when initiatives.spent_dkk > initiatives.budget_dkk then 'over_budget'
            when coalesce(initiatives.budget_dkk, initiatives.grant_dkk) is null then 'no_money'
            when initiatives.spent_dkk is null then 'not_told'
            else 'within'
        end as money_status,

        cast(coalesce(grants.grant_dkk, initiatives.grant_dkk) as decimal(18, 2)) as grant_dkk,
        cast(coalesce(grants.grant_spent_dkk, initiatives.spent_dkk) as decimal(18, 2)) as grant_spent_dkk,
        initiatives.budget_dkk,
        initiatives.spent_dkk,
        {{ money_within('initiatives.spent_dkk', budget) | indent(4) }}
            as spent_within_budget_dkk,
        {{ money_above('initiatives.spent_dkk', budget) | indent(4) }}
            as over_budget_dkk,
        {{ money_above(budget, 'initiatives.spent_dkk') | indent(4) }}
            as left_of_budget_dkk,
        case
            when coalesce(grants.grant_dkk, initiatives.grant_dkk) > 0
                then
                    cast(coalesce(grants.grant_spent_dkk, initiatives.spent_dkk) as double)
                    / cast(coalesce(grants.grant_dkk, initiatives.grant_dkk) as double)
        end as grant_spent_share,
        case
            when initiatives.budget_dkk > 0
                then cast(initiatives.spent_dkk as double) / cast(initiatives.budget_dkk as double)
        end as budget_spent_share,
        cast(coalesce(counted.n_milestones, 0) as integer) as n_milestones,
        cast(coalesce(counted.n_reached, 0) as integer) as n_reached,
        cast(coalesce(counted.n_overdue, 0) as integer) as n_overdue,

        initiatives.starts_on,
        initiatives.ends_on,
        initiatives.decided_on,
        counted.next_milestone_on
    from initiatives
    left join grants
        on
            initiatives.municipality_code = grants.municipality_code
            and initiatives.grant_name = grants.grant_name
    left join counted
        on
            initiatives.municipality_code = counted.municipality_code
            and initiatives.initiative_id = counted.initiative_id

)

select * from mart_initiatives
