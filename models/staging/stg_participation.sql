-- grain: one row per provider and day it joined, as its newest delivery tells it

with

{{ newest_deliveries(source('raw', 'participation'), ['municipality_code', 'provider_id', 'joined_on']) }},

stg_participation as (

    select
        municipality_code,
        provider_id,

        provider_name,
        run_by,
        notice_by,
        criteria_met,
        panel_assessment,
        das_decision,

        joined_on,
        notice_on,
        left_on,
        panel_on,
        das_on,
        _data_date
    from newest_deliveries

)

select * from stg_participation
