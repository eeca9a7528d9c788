-- grain: one row per case, judged against its deadline

{{ config(materialized='view') }}

with

cases as (

    select * from {{ ref('fct_cases') }}
    {{ touched_only() }}

),

{{ evidence_of_deadline('int_evidence__deadline_kept') }}

select * from int_evidence__deadline_kept
