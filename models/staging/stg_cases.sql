-- grain: one row per case, as its newest delivery tells it

with

{{ newest_deliveries(source('raw', 'cases'), ['municipality_code', 'source_system', 'case_id']) }},

stg_cases as (

    select
        {{ case_key() }} as case_key,
        municipality_code,
        source_system,
        case_id,
        citizen_key,
        caseworker_key,

        department_code,
        unit_code,
        case_type_code,
        target_group_code,
        channel,
        closed_as,
        -- Loads of before say female where they had no CPR number to tell it from.
        case when citizen_birth_year is not null then citizen_sex end as citizen_sex,

        citizen_birth_year,

        received_on,
        complete_on,
        coalesce(cast(deadline_at as date), deadline_on) as deadline_on,
        deadline_at,
        coalesce(decided_on, cast(decided_at as date)) as decided_on,
        decided_at,
        closed_on,
        _load_id,
        _data_date
    from newest_deliveries

)

select * from stg_cases
