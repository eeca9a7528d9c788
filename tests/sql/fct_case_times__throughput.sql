with

spent as (

    select
        case_key,
        busy_days + waiting_citizen_days + waiting_third_party_days + quiet_days as days,
        busy_working_days + waiting_citizen_working_days + waiting_third_party_working_days
        + quiet_working_days as working_days
    from {{ ref('fct_case_times') }}

),

{{ not_the_time_of_the_case('spent') }}
