-- grain: one row per incident, as its newest delivery tells it

with

{{ newest_deliveries(source('raw', 'it_incidents'), ['municipality_code', 'incident_id']) }},

stg_it_incidents as (

    select
        municipality_code,
        incident_id,

        system,
        kind,

        n_users,
        response_seconds,

        started_at,
        ended_at,
        _data_date
    from newest_deliveries

)

select * from stg_it_incidents
