with

spent as (

    select
        case_key,
        sum(days) as days,
        sum(working_days) as working_days
    from {{ ref('fct_case_stretches') }}
    group by case_key

),

{{ not_the_time_of_the_case('spent') }}
