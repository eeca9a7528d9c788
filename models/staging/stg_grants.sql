-- grain: one row per grant or refusal, as its newest delivery tells it

with

{{ newest_deliveries(source('raw', 'grants'), ['municipality_code', 'source_system', 'grant_id']) }},

stg_grants as (

    select
        municipality_code || '|' || source_system || '|' || grant_id as grant_key,
        municipality_code,
        source_system,
        grant_id,
        citizen_key,

        department_code,
        unit_code,
        service_code,
        need_level,
        outcome,

        cast(coalesce(birth_year, citizen_birth_year) as integer) as birth_year,
        case when amount_unit = 'hours_per_week' then cast(amount as double) end as hours_per_week,
        case when amount_unit = 'kroner_per_week' then cast(amount as double) end as kroner_per_week,

        decided_on,
        valid_from,
        valid_to,
        _load_id,
        _data_date
    from newest_deliveries

)

select * from stg_grants
