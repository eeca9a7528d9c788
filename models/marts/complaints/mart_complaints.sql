-- grain: one row per organisation, breakdown and period, from the first complaint to the data date

{% set series = ['municipality_code', 'org_level', 'org_code', 'breakdown', 'breakdown_code'] %}
{% set cell = level_columns() %}
{% set few = too_few_below() %}

with

tallies as (

    select * from {{ ref('int_complaints__tallies') }}

),

periods as (

    select * from {{ ref('int_complaints__periods') }}

),

decisions as (

    select * from {{ ref('int_complaints__decisions') }}

),

answered_tallies as (

    select * from tallies
    where answer_days is not null

),

{% set received_columns = [
    'breakdown', 'breakdown_code', 'n_points', 'n_points_assessed', 'n_points_justified', 'is_repeat', 'answered_on'
] %}
{{ on_levels('tallies', received_columns, 'received_on') }},

{{ on_levels('answered_tallies', ['breakdown', 'breakdown_code', 'answer_days'], 'answered_on') }},

-- Received in the period, with how its points have been judged by now; answered in the period, with how long it took.
received as (

    select
        {{ cell | join(',\n        ') }},
        count(*) as n_complaints,
        sum(n_points) as n_points,
        sum(n_points_assessed) as n_points_assessed,
        sum(n_points_justified) as n_points_justified,
        sum(case when is_repeat then 1 else 0 end) as n_repeats,
        sum(case when answered_on is null then 1 else 0 end) as n_unanswered
    from tallies_on_levels
    group by {{ cell | join(', ') }}

),

answered as (

    select
        {{ cell | join(',\n        ') }},
        count(*) as n_answered,
        percentile_cont(0.5) within group (order by answer_days asc nulls last) as median_days
    from answered_tallies_on_levels
    group by {{ cell | join(', ') }}

),

series as (

    select
        {{ series | join(',\n        ') }}
    from received
    group by {{ series | join(', ') }}

),

cells as (

    select
        {{ columns_of('series', series) }},
        periods.period_grain,
        periods.period_start,
        periods.data_date,
        periods.is_partial,
        coalesce(received.n_complaints, 0) as n_complaints,
        coalesce(received.n_points, 0) as n_points,
        coalesce(received.n_points_assessed, 0) as n_points_assessed,
        coalesce(received.n_points_justified, 0) as n_points_justified,
        coalesce(received.n_repeats, 0) as n_repeats,
        coalesce(received.n_unanswered, 0) as n_unanswered,
        coalesce(answered.n_answered, 0) as n_answered,
        answered.median_days,
        coalesce(decisions.n_decisions, 0) as n_decisions
    from series
    inner join periods
        on series.municipality_code = periods.municipality_code
    left join received
        on
            {{ same('series', 'received', series) }}
            and {{ same('periods', 'received', ['period_grain', 'period_start']) }}
    left join answered
        on
            {{ same('series', 'answered', series) }}
            and {{ same('periods', 'answered', ['period_grain', 'period_start']) }}
    left join decisions
        on
            {{ same('series', 'decisions', ['municipality_code', 'org_level', 'org_code']) }}
            and {{ same('periods', 'decisions', ['period_grain', 'period_start']) }}

),

mart_complaints as (

    select
        {{ cell | join(',\n        ') }},

        cast(n_complaints as bigint) as n_complaints,
        cast(n_points as bigint) as n_points,
        cast(n_points_assessed as bigint) as n_points_assessed,
        cast(n_points_justified as bigint) as n_points_justified,
        cast(n_points_assessed - n_points_justified as bigint) as n_points_unjustified,
        cast(n_points - n_points_assessed as bigint) as n_points_not_assessed,
        case
            when n_points_assessed >= {{ few }} then n_points_justified / cast(n_points_assessed as double)
        end as justified_share,
        case
            when n_points_assessed >= {{ few }}
                then {{ wilson_low('n_points_justified', 'n_points_assessed') | indent(16) }}
        end as justified_low,
        case
            when n_points_assessed >= {{ few }}
                then {{ wilson_high('n_points_justified', 'n_points_assessed') | indent(16) }}
        end as justified_high,
        cast(n_repeats as bigint) as n_repeats,
        cast(n_unanswered as bigint) as n_unanswered,
        cast(n_answered as bigint) as n_answered,
        case when n_answered >= {{ few }} then cast(median_days as double) end as answer_days_median,
        cast(n_decisions as bigint) as n_decisions,
        case
            when n_decisions >= {{ few }} then 1000 * n_complaints / cast(n_decisions as double)
        end as per_1000_decisions,
        case
            when n_decisions >= {{ few }}
                then 1000 * ({{ poisson_low('n_complaints') | indent(16) }}) / cast(n_decisions as double)
        end as per_1000_low,
        case
            when n_decisions >= {{ few }}
                then 1000 * ({{ poisson_high('n_complaints') | indent(16) }}) / cast(n_decisions as double)
        end as per_1000_high,

        data_date,

        is_partial
    from cells

)

select * from mart_complaints
