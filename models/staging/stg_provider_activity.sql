-- grain: one row per provider, service area, year and basis, as its newest delivery tells it

with

{{ newest_deliveries(source('raw', 'provider_activity'), [
    'municipality_code', 'provider_id', 'service_area', 'activity_year', 'basis'
]) }},

stg_provider_activity as (

    select
        municipality_code,
        provider_id,
        service_area,
        cast(activity_year as integer) as activity_year,
        basis,

        capacity_places,
        activity_places,
        budgeted_occupancy_percent,

        _data_date
    from newest_deliveries

)

select * from stg_provider_activity
