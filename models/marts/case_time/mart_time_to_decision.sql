-- grain: one row per cohort: municipality, clock, breakdown, code and period received

{% set cohort = cohort_columns() %}
{% set keys = cohort | join(', ') %}

with

points as (

    select * from {{ ref('int_case_time__survival') }}

),

rules as (

    select * from {{ ref('case_type_deadlines') }}

),

tests as (

    select * from {{ ref('int_case_time__log_rank') }}

),

-- The rule in force when the period began, where it counts calendar days on the clock of the cohort.
dated as (

    select
        points.*,
        rules.deadline_days,
        sum(points.n_decided) over (
            partition by {{ columns_of('points', cohort, 16) }}
            order by points.day_no asc nulls last rows between unbounded preceding and current row
        ) as n_decided_so_far,
        sum(points.n_decided) over (partition by {{ columns_of('points', cohort, 16) }}) as n_decided_in_all
    from points
    left join rules
        on
            points.municipality_code = rules.municipality_code
            and points.breakdown = 'case_type'
            and points.breakdown_code = rules.case_type_code
            and points.clock = rules.clock
            and rules.day_kind = 'calendar'
            and points.period_start >= rules.valid_from
            and points.period_start <= coalesce(rules.valid_to, points.period_start)

),

cohorts as (

    select
        {{ cohort | join(',\n        ') }},
        deadline_days,
        max(n) as n,
        sum(n_decided) as n_decided,
        sum(n_open) as n_open,
        sum(n_withdrawn) as n_withdrawn,
        sum(n_transferred) as n_transferred,
        sum(n_other) as n_other,
        {% for name, share, down_to in [
            ('km_q1_days', 'open_share', '0.75e0'),
            ('km_median_days', 'open_share', '0.5e0'),
            ('km_q3_days', 'open_share', '0.25e0'),
            ('km_median_low', 'coalesce(ci_low, open_share)', '0.5e0'),
            ('km_median_high', 'ci_high', '0.5e0'),
        ] %}
        {{ survival_day(share, down_to) }} as {{ name }},
        {% endfor %}
        {{ median_of_counts('day_no', 'n_decided_so_far', 'n_decided_in_all') | indent(4) }} as closed_only_median_days,
        max(withdrawn_cif) as withdrawn_share,
        max(transferred_cif) as transferred_share,
        max(day_no) as last_day_no,
        max(case when day_no <= deadline_days then day_no end) as last_day_in_time
    from dated
    group by {{ keys }}, deadline_days

),

-- Nobody has left by the deadline: all are still open. A cohort too young to have been followed to it says nothing.
at_deadline as (

    select
        {{ columns_of('cohorts', cohort) }},
        1e0 - coalesce(points.open_share, 1e0) as decided_by_deadline_share,
        1e0 - points.ci_high as decided_by_deadline_low,
        1e0 - points.ci_low as decided_by_deadline_high
    from cohorts
    left join points
        on
            {{ same('cohorts', 'points', cohort) }}
            and cohorts.last_day_in_time = points.day_no
    where cohorts.last_day_no >= cohorts.deadline_days or (cohorts.deadline_days is not null and cohorts.n_open = 0)

),

-- Below 10 cases there is no figure but their number.
shown as (

    select
        cohorts.*,
        at_deadline.decided_by_deadline_share,
        at_deadline.decided_by_deadline_low,
        at_deadline.decided_by_deadline_high,
        tests.chi2,
        tests.p,
        cohorts.n >= {{ too_few_below() }} as is_shown,
        cohorts.n >= {{ too_few_below() }} and tests.n_before >= {{ too_few_below() }} as is_compared
    from cohorts
    left join at_deadline
        on
            {{ same('cohorts', 'at_deadline', cohort) }}
    left join tests
        on
            {{ same('cohorts', 'tests', cohort) }}

),

mart_time_to_decision as (

    select
        municipality_code,
        clock,
        breakdown,
        breakdown_code,
        period_grain,

        n,
        case
            when period_grain = 'quarter'
                then
                    cast(
                        sum(n) over (
                            partition by municipality_code, clock, breakdown, breakdown_code, period_grain
                            order by period_start asc nulls last rows between 15 preceding and current row
                        ) as bigint
                    )
        end as n_16_quarters,
        cast(n_decided as bigint) as n_decided,
        cast(n_open as bigint) as n_open,
        cast(n_withdrawn as bigint) as n_withdrawn,
        cast(n_transferred as bigint) as n_transferred,
        cast(n_other as bigint) as n_other,
        {% for days in ['km_q1_days', 'km_median_days', 'km_q3_days', 'km_median_low', 'km_median_high'] %}
        case when is_shown then {{ days }} end as {{ days }},
        {% endfor %}
        deadline_days,
        case when is_shown then decided_by_deadline_share end as decided_by_deadline_share,
        case when is_shown then decided_by_deadline_low end as decided_by_deadline_low,
        case when is_shown then decided_by_deadline_high end as decided_by_deadline_high,
        case when is_shown then closed_only_median_days end as closed_only_median_days,
        case when is_shown then closed_only_median_days - km_median_days end as closed_only_bias_days,
        case when is_shown then withdrawn_share end as withdrawn_share,
        case when is_shown then transferred_share end as transferred_share,
        case when is_compared then chi2 end as logrank_chi2,
        case when is_compared then p end as logrank_p,

        period_start,

        case when is_compared then p < 0.05e0 end as is_different
    from shown

)

select * from mart_time_to_decision
