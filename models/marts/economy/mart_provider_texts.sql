-- grain: one row per provider, year of the report, section and service area ('-' for none)

with

texts as (

    select * from {{ ref('stg_provider_texts') }}

),

providers as (

    select * from {{ ref('providers') }}

),

service_areas as (

    select distinct
        municipality_code,
        provider_id,
        service_area
    from {{ ref('mart_provider_activity') }}

),

mart_provider_texts as (

    select
        texts.municipality_code,
        texts.provider_id,
        texts.report_year,
        texts.section,
        texts.service_area,

        texts.section_text,
        case
            when providers.provider_id is null then 'unknown_provider'
            when texts.section = 'service_area' and service_areas.service_area is null then 'unknown_service_area'
            else 'ok'
        end as text_status,

        texts._data_date as updated_on
    from texts
    left join providers
        on {{ same('texts', 'providers', ['municipality_code', 'provider_id']) }}
    left join service_areas
        on {{ same('texts', 'service_areas', ['municipality_code', 'provider_id', 'service_area']) }}

)

select * from mart_provider_texts
