-- grain: one row per case, stage and part (busy, waiting or quiet) with days in it

{{
    config(
        materialized='incremental',
        incremental_strategy=whole_cases_strategy(),
        unique_key='case_key',
        on_schema_change='fail'
    )
}}

-- The stretches, read once: what cases and marts say of parts is added up from here.

with

stretches as (

    select * from {{ ref('fct_case_stretches') }}
    {{ touched_only() }}

),

int_case_time__case_parts as (

    select
        case_key,
        stage,
        part,
        count(*) as n_stretches,
        sum(days) as days,
        sum(working_days) as working_days,
        max(working_days) as longest_working_days,
        sum(case when changes_worker then 1 else 0 end) as n_handovers
    from stretches
    group by case_key, stage, part

)

select * from int_case_time__case_parts
