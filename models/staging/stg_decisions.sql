-- grain: one row per decision, as its newest delivery tells it

with

{{ newest_deliveries(source('raw', 'decisions'), ['municipality_code', 'source_system', 'decision_id']) }},

stg_decisions as (

    select
        {{ case_key() }} as case_key,
        municipality_code,
        source_system,
        decision_id,
        caseworker_key,

        outcome,
        legal_basis,
        service_code,
        unit_code,

        amount_dkk,

        decided_on,
        _load_id
    from newest_deliveries

)

select * from stg_decisions
