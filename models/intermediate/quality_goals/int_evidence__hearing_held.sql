-- grain: one row per decision, with whether the citizen was heard before it

{{ config(materialized='view') }}

with

flags as (

    select * from {{ ref('fct_quality_flags') }}
    {{ touched_only() }}

),

int_evidence__hearing_held as (

    {{ evidence_of_goal('hearing') }}

)

select * from int_evidence__hearing_held
