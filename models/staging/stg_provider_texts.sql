-- grain: one row per provider, year of the report, section and service area, as its newest delivery tells it

with

-- Most sections are of no service area.
deliveries as (

    select
        municipality_code,
        provider_id,
        cast(report_year as integer) as report_year,
        section,
        coalesce(service_area, '-') as service_area,
        section_text,
        _data_date,
        _loaded_at,
        _delivery_no,
        _load_id
    from {{ source('raw', 'provider_texts') }}

),

{{ newest_deliveries('deliveries', ['municipality_code', 'provider_id', 'report_year', 'section', 'service_area']) }},

stg_provider_texts as (

    select
        municipality_code,
        provider_id,
        report_year,
        section,
        service_area,

        section_text,

        _data_date
    from newest_deliveries

)

select * from stg_provider_texts
