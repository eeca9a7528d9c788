{#
    How a case stands against its deadline. Where both are delivered to the minute the instants are
    compared, else the dates; the day of the deadline itself is in time.

    no_deadline  there is none to judge by
    kept         decided in time
    not_kept     decided late, or not decided when the deadline passed (open, or closed later without a decision)
    not_yet_due  the deadline had not passed when the case was last seen: open at the date of the extract, or
                 closed without a decision before its deadline
#}
{% macro deadline_status(deadline_on, deadline_at, decided_on, decided_at, closed_on, observed_until) -%}
    case
        when {{ deadline_on }} is null then 'no_deadline'
        when {{ decided_at }} is not null and {{ deadline_at }} is not null
            then case when {{ decided_at }} <= {{ deadline_at }} then 'kept' else 'not_kept' end
        when {{ decided_on }} <= {{ deadline_on }} then 'kept'
        when {{ decided_on }} > {{ deadline_on }} then 'not_kept'
        when coalesce({{ closed_on }}, {{ observed_until }}) > {{ deadline_on }} then 'not_kept'
        else 'not_yet_due'
    end
{%- endmacro %}
