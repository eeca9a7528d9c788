with

logged as (

    select case_key
    from {{ ref('fct_case_events') }}
    group by case_key

),

cases as (

    select
        case_key,
        received_on,
        coalesce(decided_on, closed_on, observed_until) as ended_on
    from {{ ref('fct_cases') }}

),

case_times as (

    select * from {{ ref('fct_case_times') }}

)

select
    cases.case_key,
    cases.received_on,
    cases.ended_on
from cases
inner join logged
    on cases.case_key = logged.case_key
left join case_times
    on cases.case_key = case_times.case_key
where
    case_times.case_key is null
    and cases.ended_on > cases.received_on
    and cases.received_on >= date '1990-01-01'
    and cases.ended_on <= date '2050-12-31'
