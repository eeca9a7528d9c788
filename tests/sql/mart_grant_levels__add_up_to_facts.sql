-- Returns the departments, services and years whose applicants are not the citizens with a decision in fct_grants.
with

levels as (

    select
        municipality_code,
        org_code as department_code,
        service_code,
        period_start,
        n_applicants,
        n_granted
    from {{ ref('mart_grant_levels') }}
    where org_level = 'department' and need_level = 'all'

),

facts as (

    select
        municipality_code,
        department_code,
        compared_as as service_code,
        {{ period_start('year', 'decided_on') }} as period_start,
        count(distinct coalesce(citizen_key, grant_key)) as n_citizens,
        count(distinct case when is_granted then coalesce(citizen_key, grant_key) end) as n_granted
    from {{ ref('fct_grants') }}
    where is_service_known
    group by municipality_code, department_code, compared_as, {{ period_start('year', 'decided_on') }}

)

select
    facts.*,
    levels.n_applicants
from facts
left join levels
    on
        facts.municipality_code = levels.municipality_code
        and facts.department_code = levels.department_code
        and facts.service_code = levels.service_code
        and facts.period_start = levels.period_start
where
    coalesce(levels.n_applicants, 0) <> facts.n_citizens
    or coalesce(levels.n_granted, 0) <> facts.n_granted
