-- grain: one row per decision

{{
    config(
        materialized='incremental',
        incremental_strategy=whole_cases_strategy(),
        unique_key='case_key',
        on_schema_change='fail'
    )
}}

with

decisions as (

    select * from {{ ref('stg_decisions') }}

),

fct_decisions as (

    select
        municipality_code,
        source_system,
        decision_id,
        case_key,
        caseworker_key,

        outcome,
        legal_basis,
        service_code,
        unit_code,

        amount_dkk,

        decided_on,

        -- FVL §§ 19 and 22: the citizen is heard, and grounds are given, where it goes against them.
        outcome in ('partly_granted', 'refused') as is_against_citizen
    from decisions

)

select * from fct_decisions
