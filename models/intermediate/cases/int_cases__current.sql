-- grain: one row per case, with what its decisions add to it

{{
    config(
        materialized='incremental',
        incremental_strategy=whole_cases_strategy(),
        unique_key='case_key',
        on_schema_change='fail'
    )
}}

with

cases as (

    select * from {{ ref('stg_cases') }}

),

decisions as (

    select * from {{ ref('stg_decisions') }}

),

first_decisions as (

    select
        case_key,
        min(decided_on) as first_decision_on
    from decisions
    group by case_key

),

int_cases__current as (

    select
        cases.case_key,
        cases.municipality_code,
        cases.source_system,
        cases.case_id,
        cases.citizen_key,
        cases.caseworker_key,

        cases.department_code,
        cases.unit_code,
        cases.case_type_code,
        cases.target_group_code,
        cases.channel,
        cases.closed_as,
        cases.citizen_sex,

        cases.citizen_birth_year,

        cases.received_on,
        cases.complete_on,
        cases.deadline_on,
        cases.deadline_at,
        coalesce(cases.decided_on, first_decisions.first_decision_on) as decided_on,
        cases.decided_at,
        cases.closed_on,
        cases._data_date
    from cases
    left join first_decisions
        on cases.case_key = first_decisions.case_key

)

select * from int_cases__current
