{#
    The evidence of deadline_kept (mission T1): each case of CTE `cases` judged against its deadline, a CTE of its
    own. The day it is counted on is the day the outcome became known, which never moves: a kept case counts when
    it was decided, the others when their deadline had passed, however late the decision then comes.

    Args:
        name: what the CTE is to be called.
#}
{% macro evidence_of_deadline(name) -%}
reasons as (

    select
        *,
        case
            when deadline_status = 'no_deadline' then 'no_deadline'
            when decided_on < received_on then 'decided_before_received'
            when deadline_status = 'not_yet_due' and is_open then 'not_yet_due'
            when deadline_status = 'not_yet_due' then 'closed_without_decision'
        end as exclusion_reason
    from cases

),

{{ name }} as (

    select
        'deadline_kept' as indicator_id,
        municipality_code,
        source_system,
        case_key as observed_key,
        department_code,
        unit_code,
        case_type_code,
        target_group_code,
        case
            when exclusion_reason = 'no_deadline' then received_on
            when exclusion_reason = 'not_yet_due' then observed_until
            when exclusion_reason = 'closed_without_decision' then closed_on
            when exclusion_reason = 'decided_before_received' or deadline_status = 'kept' then decided_on
            else least({{ add_days('deadline_on', 1) }}, decided_on)
        end as counted_on,
        exclusion_reason is null as in_denominator,
        exclusion_reason is null and deadline_status = 'kept' as in_numerator,
        cast(null as double) as value,
        exclusion_reason
    from reasons

)
{%- endmacro %}
