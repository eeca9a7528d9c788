{#
    The evidence of one step of the duty to tell the citizen of a delay (RSL § 3, stk. 2; mission T2), of CTEs
    `judged` (the evidence of deadline_kept) and `notices` (int_case_time__notices). The three steps are shares of
    the same overdue cases, so each is part of the one before.

    Args:
        indicator_id: the step.
        is_told: the condition, null where the case has no notice.
#}
{% macro evidence_of_notices(indicator_id, is_told) -%}
    select
        '{{ indicator_id }}' as indicator_id,
        judged.municipality_code,
        judged.source_system,
        judged.observed_key,
        judged.department_code,
        judged.unit_code,
        judged.case_type_code,
        judged.target_group_code,
        judged.counted_on,
        judged.in_denominator and not judged.in_numerator as in_denominator,
        judged.in_denominator and not judged.in_numerator and coalesce({{ is_told }}, false) as in_numerator,
        cast(null as double) as value,
        case when judged.in_numerator then 'kept' else judged.exclusion_reason end as exclusion_reason
    from judged
    left join notices
        on judged.observed_key = notices.case_key
{%- endmacro %}
