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

mart_time_to_decision_curve_public as (

    select
        {% for share in ['open_share', 'ci_low', 'ci_high', 'decided_cif', 'withdrawn_cif', 'transferred_cif'] %}
        {{ half_up('(' ~ share ~ ' * 100)') }} / 100 as {{ share }},
        {% endfor %}
        cast(round(n_at_risk / 5e0) * 5 as bigint) as n_at_risk,
        week_day_no as day_no,
        {{ cohort_columns() | join(',\n        ') }}
    from last_of_week
    where place_from_end = 1

)

select * from mart_time_to_decision_curve_public
