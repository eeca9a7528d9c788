-- grain: one row per cohort that is shown and week in which cases left it

with

curve as (

    select * from {{ ref('mart_time_to_decision_curve') }}

),

cohorts as (

    select * from {{ ref('mart_time_to_decision_public') }}
    where not is_suppressed

),

-- The curve at the end of each week: a day with a step is the day of someone's decision.
weeks as (

    select
        curve.*,
        cohorts.n,
        cohorts.withdrawn_share is not null and cohorts.transferred_share is not null as has_ends,
        cast(ceil(curve.day_no / 7e0) * 7 as integer) as week_day_no
    from curve
    inner join cohorts
        on {{ same('curve', 'cohorts', cohort_columns()) }}
    where curve.n_at_risk >= {{ too_few_below() }}

),

last_of_week as (

    select
        *,
        row_number() over (
            partition by {{ cohort_columns() | join(', ') }}, week_day_no
            order by day_no desc nulls last
        ) as place_from_end
    from weeks

),

-- A week with few left or few gone is left out.
shown_weeks as (

    select * from last_of_week
    where
        place_from_end = 1
        and round(n * open_share) not between 1 and {{ too_few_below() }} - 1
        and n - round(n * open_share) not between 1 and {{ too_few_below() }} - 1

),

-- How many are left and how many have gone is to 5, as all numbers: one percent of a cohort may be one case.
mart_time_to_decision_curve_public as (

    select
        {% for share in ['open_share', 'ci_low', 'ci_high'] %}
        {{ half_up(to_five('n * ' ~ share) ~ ' / n * 100') }} / 100 as {{ share }},
        {% endfor %}
        {% for share in ['decided_cif', 'withdrawn_cif', 'transferred_cif'] %}
        case when has_ends then {{ half_up(to_five('n * ' ~ share) ~ ' / n * 100') }} / 100 end as {{ share }},
        {% endfor %}
        {{ published_count('n_at_risk', 'false') }} as n_at_risk,
        week_day_no as day_no,
        {{ cohort_columns() | join(',\n        ') }}
    from shown_weeks

)

select * from mart_time_to_decision_curve_public
