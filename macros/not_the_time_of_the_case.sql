{#
    Cases whose time is not what lies between their receipt and their end, in days and in working days. Both are counted
    from the dates of `fct_cases`, not from the stretches. Follows `with` and the CTE it is given.

    Args:
        spent: a CTE with case_key, days and working_days.
#}
{% macro not_the_time_of_the_case(spent) -%}
cases as (

    select
        case_key,
        received_on,
        coalesce(decided_on, closed_on, observed_until) as ended_on
    from {{ ref('fct_cases') }}

),

calendar as (

    select * from {{ ref('dim_calendar') }}

)

select
    {{ spent }}.*,
    cases.received_on,
    cases.ended_on
from {{ spent }}
left join cases
    on {{ spent }}.case_key = cases.case_key
left join calendar as received
    on cases.received_on = received.calendar_on
left join calendar as ended
    on cases.ended_on = ended.calendar_on
where
    coalesce({{ spent }}.days <> {{ days_between('cases.received_on', 'cases.ended_on') }}, true)
    or coalesce({{ spent }}.working_days <> ended.working_day_no - received.working_day_no, true)
{%- endmacro %}
