-- grain: one row per municipality, audit round and case drawn, as its newest delivery tells it

with

{{ newest_deliveries(source('raw', 'audit_samples'), ['municipality_code', 'round_id', 'case_key']) }},

stg_audit_samples as (

    select
        municipality_code,
        round_id,
        case_key,

        case_type_code,
        stratum,

        draw_no,
        stratum_size,

        drawn_on
    from newest_deliveries

)

select * from stg_audit_samples
