-- grain: one row per case, with whether what was told and done was noted

{{ config(materialized='view') }}

with

flags as (

    select * from {{ ref('fct_quality_flags') }}
    {{ touched_only() }}

),

int_evidence__note_made as (

    {{ evidence_of_goal('note') }}

)

select * from int_evidence__note_made
