with

spent as (

    select
        case_key,
        busy_days + waiting_citizen_days + waiting_third_party_days + quiet_days as days,
        busy_working_days + waiting_citizen_working_days + waiting_third_party_working_days
        + quiet_working_days as working_days
    from {{ ref('fct_case_times') }}

),

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
    spent.*,
    cases.received_on,
    cases.ended_on
from spent
left join cases
    on spent.case_key = cases.case_key
left join calendar as received
    on cases.received_on = received.calendar_on
left join calendar as ended
    on cases.ended_on = ended.calendar_on
where
    coalesce(spent.days <> {{ days_between('cases.received_on', 'cases.ended_on') }}, true)
    or coalesce(spent.working_days <> ended.working_day_no - received.working_day_no, true)
