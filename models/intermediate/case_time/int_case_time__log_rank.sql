-- grain: one row per cohort whose period before has cases too

{% set cohort = cohort_columns() %}

with

cohort_days as (

    select * from {{ ref('int_case_time__cohort_days') }}

),

days as (

    select
        *,
        n_decided + n_withdrawn + n_transferred + n_other + n_open as n_left
    from cohort_days

),

-- Each cohort twice: as itself, and as the one before in the period that follows.
pairs as (

    select
        {{ cohort | join(',\n        ') }},
        1 as is_first,
        day_no,
        n_decided,
        n_left
    from days
    union all
    select
        municipality_code,
        clock,
        breakdown,
        breakdown_code,
        period_grain,
        case period_grain
            {% for period_grain in ['quarter', 'year'] %}
            when '{{ period_grain }}' then {{ add_days(period_end(period_grain, 'period_start'), 1) }}
            {% endfor %}
        end as period_start,
        0 as is_first,
        day_no,
        n_decided,
        n_left
    from days

),

{{ log_rank('pairs', cohort) }},

int_case_time__log_rank as (

    select
        {{ cohort | join(',\n        ') }},
        cast(n_first as bigint) as n,
        cast(n_second as bigint) as n_before,
        chi2,
        {{ chi2_p('chi2') }} as p
    from log_rank_tests
    where n_first > 0 and n_second > 0

)

select * from int_case_time__log_rank
