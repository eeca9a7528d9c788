-- grain: one row per case and step of the duty to tell its citizen of a delay

-- The steps (RSL § 3, stk. 2; mission T2) are shares of the same overdue cases, so each is part of the one before.

{{ config(materialized='view') }}

with

judged as (

    select * from {{ ref('int_evidence__deadline_kept') }}

),

notices as (

    select * from {{ ref('int_case_time__notices') }}

),

steps as (

    select 'notice_sent' as indicator_id
    union all
    select 'notice_in_time' as indicator_id
    union all
    select 'notice_with_date' as indicator_id

),

told as (

    select
        steps.indicator_id,
        judged.municipality_code,
        judged.source_system,
        judged.observed_key,
        judged.department_code,
        judged.unit_code,
        judged.case_type_code,
        judged.target_group_code,
        judged.counted_on,
        judged.in_denominator and not judged.in_numerator as is_overdue,
        case steps.indicator_id
            when 'notice_sent' then notices.case_key is not null
            when 'notice_in_time' then coalesce(notices.was_in_time, false)
            else coalesce(notices.was_in_time_with_date, false)
        end as is_told,
        case when judged.in_numerator then 'kept' else judged.exclusion_reason end as exclusion_reason
    from judged
    cross join steps
    left join notices
        on judged.observed_key = notices.case_key

),

int_evidence__notices as (

    select
        indicator_id,
        municipality_code,
        source_system,
        observed_key,
        department_code,
        unit_code,
        case_type_code,
        target_group_code,
        counted_on,
        is_overdue as in_denominator,
        is_overdue and is_told as in_numerator,
        cast(null as double) as value,
        exclusion_reason
    from told

)

select * from int_evidence__notices
