{#
    The evidence of one quality goal, of a CTE `flags` (fct_quality_flags). A decision is a unit of its own and names its
    case, by which an incremental build finds it.
#}
{% macro evidence_of_goal(goal_id) -%}
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
    where goal_id = '{{ goal_id }}'
{%- endmacro %}
