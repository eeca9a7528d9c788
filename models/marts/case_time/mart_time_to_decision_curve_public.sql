-- grain: one row per cohort that is shown and week by whose end more than ten had left since the one shown before it

-- What two shown weeks differ by is a number of people too. Weeks are sorted into steps of ten by how many had left by
-- their end, and of every other step its last week is shown: between two of them more than ten have left.
{% set step = too_few_below() %}

with

curve as (

    select * from {{ ref('mart_time_to_decision_curve') }}

),

cohorts as (

    select * from {{ ref('mart_time_to_decision_public') }}
    where not is_suppressed

),

-- At risk on a day are those who leave on it and those left after it.
days as (

    select
        curve.*,
        cohorts.n as public_n,
        curve.n_at_risk - curve.n_decided - curve.n_withdrawn - curve.n_transferred - curve.n_censored as n_left,
        max(curve.n_at_risk) over (partition by {{ columns_of('curve', cohort_columns()) }}) as n,
        cast(ceil(curve.day_no / 7e0) * 7 as integer) as week_day_no
    from curve
    inner join cohorts
        on {{ same('curve', 'cohorts', cohort_columns()) }}

),

-- The curve at the end of each week: a day with a step is the day of someone's decision.
weeks as (

    select
        *,
        cast(floor((n - n_left) / {{ step }}e0) as integer) as step_no,
        row_number() over (
            partition by {{ cohort_columns() | join(', ') }}, week_day_no
            order by day_no desc nulls last
        ) as place_from_end
    from days

),

last_of_step as (

    select
        *,
        row_number() over (
            partition by {{ cohort_columns() | join(', ') }}, step_no
            order by week_day_no desc nulls last
        ) as place_in_step
    from weeks
    where place_from_end = 1

),

shown_weeks as (

    select * from last_of_step
    where
        place_in_step = 1
        and step_no > 0
        and mod(step_no, 2) = 0
        and n_left >= {{ step }}

),

-- The shares are of cases to 5, as all numbers: one percent of a cohort may be one case. How many are left stands in no
-- column: beside Kaplan and Meier's share it would tell how many had left undecided.
mart_time_to_decision_curve_public as (

    select
        {% for share in ['open_share', 'ci_low', 'ci_high'] %}
        {{ half_up(to_five('public_n * ' ~ share) ~ ' / public_n * 100') }} / 100 as {{ share }},
        {% endfor %}
        week_day_no as day_no,
        {{ cohort_columns() | join(',\n        ') }}
    from shown_weeks

)

select * from mart_time_to_decision_curve_public
