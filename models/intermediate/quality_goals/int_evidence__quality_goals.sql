-- grain: one row per quality goal and the decision or case that owes it

{{ config(materialized='view') }}

with

flags as (

    select * from {{ ref('fct_quality_flags') }}
    {{ touched_only() }}

),

int_evidence__quality_goals as (

    select
        indicator_id,
        municipality_code,
        source_system,
        observed_key,
        case_key,
        department_code,
        unit_code,
        case_type_code,
        target_group_code,
        observed_on as counted_on,
        is_in_denominator as in_denominator,
        is_in_denominator and flag = 'met' as in_numerator,
        cast(null as double) as value,
        exclusion_reason
    from flags

)

select * from int_evidence__quality_goals
