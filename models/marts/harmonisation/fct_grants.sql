-- grain: one row per grant or refusal

with

grants as (

    select * from {{ ref('stg_grants') }}

),

deliveries as (

    select * from {{ ref('stg_grant_deliveries') }}

),

services as (

    select * from {{ ref('dim_service') }}

),

need_levels as (

    select * from {{ ref('need_levels') }}

),

-- A grant without a last day is in force to the data date, and no grant is seen beyond it.
granted as (

    select
        grants.*,
        deliveries.data_date,
        case when grants.outcome = 'granted' then coalesce(grants.valid_from, grants.decided_on) end as from_on,
        least(coalesce(grants.valid_to, deliveries.data_date), deliveries.data_date) as to_on
    from grants
    inner join deliveries
        on grants.municipality_code = deliveries.municipality_code

),

fct_grants as (

    select
        granted.grant_key,
        granted.municipality_code,
        granted.source_system,
        granted.grant_id,
        granted.citizen_key,

        granted.department_code,
        granted.unit_code,
        granted.service_code,
        coalesce(services.compared_as, granted.service_code) as compared_as,
        granted.need_level,
        granted.outcome,

        granted.birth_year,
        granted.hours_per_week,
        granted.kroner_per_week,

        granted.decided_on,
        granted.valid_from,
        granted.valid_to,
        case when granted.from_on <= granted.to_on then granted.from_on end as in_force_from,
        case when granted.from_on <= granted.to_on then granted.to_on end as in_force_to,
        granted.data_date,

        granted.outcome = 'granted' as is_granted,
        granted.outcome = 'granted' and granted.valid_to is null as is_open_ended,
        services.service_code is not null as is_service_known,
        coalesce(services.is_in_scope, false) as is_in_scope,
        need_levels.need_level is not null as is_need_level_known
    from granted
    left join services
        on
            granted.municipality_code = services.municipality_code
            and granted.service_code = services.service_code
    left join need_levels
        on granted.need_level = need_levels.need_level

)

select * from fct_grants
