-- grain: one row per municipality, audit round, case and item answered

with

findings as (

    select * from {{ ref('stg_audit_findings') }}

),

samples as (

    select * from {{ ref('stg_audit_samples') }}

),

items as (

    select * from {{ ref('audit_items') }}

),

-- An item not answered yet is no finding. A case outside the sample is refused when it is loaded.
fct_audit_findings as (

    select
        findings.municipality_code,
        findings.round_id,
        findings.case_key,
        findings.item_code,

        items.goal_id,
        items.dimension,
        items.theme,
        samples.case_type_code,
        samples.stratum,
        findings.finding,
        findings.note,

        samples.stratum_size,

        findings.drawn_on as found_on
    from findings
    inner join samples
        on {{ same('findings', 'samples', ['municipality_code', 'round_id', 'case_key']) }}
    inner join items
        on findings.item_code = items.item_code
    where findings.finding is not null

)

select * from fct_audit_findings
