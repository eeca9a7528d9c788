-- grain: one row per decision, with whether the citizen was told how to complain

{{ config(materialized='view') }}

with

flags as (

    select * from {{ ref('fct_quality_flags') }}
    {{ touched_only() }}

),

int_evidence__complaint_guidance_given as (

    {{ evidence_of_goal('complaint_guidance') }}

)

select * from int_evidence__complaint_guidance_given
