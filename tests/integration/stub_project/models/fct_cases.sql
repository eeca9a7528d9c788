-- grain: one row per case
{{ config(materialized='incremental', unique_key='case_key', incremental_strategy='delete+insert') }}

with

cases as (

    select
        municipality_code || '|' || source_system || '|' || case_id as case_key,
        municipality_code,
        source_system,
        case_id,
        case_type_code,
        received_on,
        decided_on,
        decided_on is null as is_open,
        _data_date as observed_until,
        row_number() over (
            partition by municipality_code, source_system, case_id
            order by _delivery_no desc, _loaded_at desc, _load_id desc
        ) as age
    from {{ source('raw', 'cases') }}

),

fct_cases as (

    select
        case_key,
        municipality_code,
        source_system,
        case_id,
        case_type_code,
        received_on,
        decided_on,
        is_open,
        observed_until
    from cases
    where age = 1

)

select * from fct_cases
