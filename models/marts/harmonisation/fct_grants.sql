-- grain: one row per grant or refusal

with

grants as (

    select * from {{ ref('stg_grants') }}

),

stretches as (

    select * from {{ ref('int_grants__stretches') }}

),

services as (

    select * from {{ ref('dim_service') }}

),

need_levels as (

    select * from {{ ref('need_levels') }}

),

in_force as (

    select
        grant_key,
        sum(days) as days_in_force
    from stretches
    group by grant_key

),

observed as (

    select
        municipality_code,
        max(_data_date) as data_date
    from grants
    group by municipality_code

),

fct_grants as (

    select
        grants.grant_key,
        grants.municipality_code,
        grants.source_system,
        grants.grant_id,
        grants.citizen_key,

        grants.department_code,
        grants.unit_code,
        grants.service_code,
        coalesce(services.compared_as, grants.service_code) as compared_as,
        grants.need_level,
        grants.outcome,

        grants.birth_year,
        grants.hours_per_week,
        grants.kroner_per_week,
        cast(coalesce(in_force.days_in_force, 0) as bigint) as days_in_force,
        cast(
            case
                when grants.outcome = 'granted'
                    then greatest(
                        0,
                        {{ days_between(
                            'coalesce(grants.valid_from, grants.decided_on)',
                            'least(coalesce(grants.valid_to, observed.data_date), observed.data_date)'
                        ) }} + 1
                    ) - coalesce(in_force.days_in_force, 0)
                else 0
            end as bigint
        ) as overlapped_days,

        grants.decided_on,
        grants.valid_from,
        grants.valid_to,
        observed.data_date,

        grants.outcome = 'granted' as is_granted,
        grants.outcome = 'granted' and grants.valid_to is null as is_open_ended,
        services.service_code is not null as is_service_known,
        coalesce(services.is_in_scope, false) as is_in_scope,
        need_levels.need_level is not null as is_need_level_known
    from grants
    inner join observed
        on grants.municipality_code = observed.municipality_code
    left join in_force
        on grants.grant_key = in_force.grant_key
    left join services
        on
            grants.municipality_code = services.municipality_code
            and grants.service_code = services.service_code
    left join need_levels
        on grants.need_level = need_levels.need_level

)

select * from fct_grants
