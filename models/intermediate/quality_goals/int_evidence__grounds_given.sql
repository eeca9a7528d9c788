-- grain: one row per decision, with whether grounds were given

{{ config(materialized='view') }}

with

flags as (

    select * from {{ ref('fct_quality_flags') }}
    {{ touched_only() }}

),

int_evidence__grounds_given as (

    {{ evidence_of_goal('grounds') }}

)

select * from int_evidence__grounds_given
