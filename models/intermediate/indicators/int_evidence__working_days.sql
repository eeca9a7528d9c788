-- grain: one row per case and clock, from receipt or from complete information, with its working days to decision

{{ config(materialized='view') }}

with

cases as (

    select * from {{ ref('fct_cases') }}
    {{ touched_only() }}

),

-- Each clock is an indicator of the same name as the column it is read from.
clocks as (

    {% for clock in ['working_days_to_decision', 'working_days_from_complete'] %}
    select
        '{{ clock }}' as indicator_id,
        {{ clock }} as working_days,
        *
    from cases
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

reasons as (

    select
        *,
        case
            when is_open then 'open'
            when decided_on is null then 'closed_without_decision'
            when decided_on < received_on then 'decided_before_received'
            when indicator_id = 'working_days_from_complete' and complete_on is null then 'complete_not_stated'
            when indicator_id = 'working_days_from_complete' and decided_on < complete_on
                then 'decided_before_complete'
            when working_days is null then 'outside_calendar'
        end as exclusion_reason
    from clocks

),

int_evidence__working_days as (

    select
        indicator_id,
        municipality_code,
        source_system,
        case_key as observed_key,
        department_code,
        unit_code,
        case_type_code,
        target_group_code,
        case
            when exclusion_reason = 'open' then observed_until
            when exclusion_reason = 'closed_without_decision' then closed_on
            else decided_on
        end as counted_on,
        exclusion_reason is null as in_denominator,
        false as in_numerator,
        case when exclusion_reason is null then cast(working_days as double) end as value,
        exclusion_reason
    from reasons

)

select * from int_evidence__working_days
