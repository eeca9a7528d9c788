-- grain: one row per municipality and audit round, as its newest delivery tells it

with

{{ newest_deliveries(source('raw', 'audit_rounds'), ['municipality_code', 'round_id']) }},

stg_audit_rounds as (

    select
        municipality_code,
        round_id,

        round_name,
        area,
        frame,
        method,
        stratum_by,
        run_id,

        population_size,
        sample_size,
        seed,

        drawn_on
    from newest_deliveries

)

select * from stg_audit_rounds
