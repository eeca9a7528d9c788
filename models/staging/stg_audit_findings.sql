-- grain: one row per municipality, audit round, case and item, as its newest delivery tells it

with

{{ newest_deliveries(source('raw', 'audit_findings'), ['municipality_code', 'round_id', 'case_key', 'item_code']) }},

stg_audit_findings as (

    select
        municipality_code,
        round_id,
        case_key,
        item_code,

        item_text,
        finding,
        note,

        drawn_on
    from newest_deliveries

)

select * from stg_audit_findings
