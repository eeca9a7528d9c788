-- grain: one row per municipality

-- The last day its extracts of grants tell of: no grant is seen beyond it.

with

deliveries as (

    select * from {{ source('raw', 'grants') }}

),

stg_grant_deliveries as (

    select
        municipality_code,
        max(_data_date) as data_date
    from deliveries
    group by municipality_code

)

select * from stg_grant_deliveries
