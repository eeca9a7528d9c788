-- grain: one row per case, cause and step between two events with a quiet period

-- The quiet periods by the organisation that has the case: the few rows the quiet marts are added up from.

{{
    config(
        materialized='incremental',
        incremental_strategy=whole_cases_strategy(),
        unique_key='case_key',
        on_schema_change='fail'
    )
}}

with

stretches as (

    select * from {{ ref('fct_case_stretches') }}
    {{ touched_only() }}

),

case_times as (

    select * from {{ ref('fct_case_times') }}
    {{ touched_only() }}

),

-- Where a log has events of no known type the step goes by the source's own name of it.
quiet as (

    select
        case_key,
        cause_code,
        case when after_event = 'other' then coalesce(after_event_name, 'other') else after_event end as after_event,
        before_event,
        count(*) as n_stretches,
        sum(days) as days,
        sum(working_days) as working_days,
        sum(case when cause_source = 'registered' then days else 0 end) as days_registered,
        sum(case when cause_source = 'rule' then days else 0 end) as days_by_rule
    from stretches
    where part = 'quiet'
    group by
        case_key,
        cause_code,
        case when after_event = 'other' then coalesce(after_event_name, 'other') else after_event end,
        before_event

),

int_case_time__quiet as (

    select
        quiet.*,
        case_times.municipality_code,
        case_times.department_code,
        case_times.unit_code,
        case_times.case_type_code,
        case_times.counted_on
    from quiet
    inner join case_times
        on quiet.case_key = case_times.case_key

)

select * from int_case_time__quiet
