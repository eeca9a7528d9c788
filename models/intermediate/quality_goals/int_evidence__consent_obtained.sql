-- grain: one row per case, with whether the citizen consented to what was exchanged

{{ config(materialized='view') }}

with

flags as (

    select * from {{ ref('fct_quality_flags') }}
    {{ touched_only() }}

),

int_evidence__consent_obtained as (

    {{ evidence_of_goal('consent') }}

)

select * from int_evidence__consent_obtained
