-- grain: one row per pair of municipalities, length of period, period and case type

{% set pair = ['municipality_code', 'municipality_b', 'period_grain', 'period_start'] %}

with

cohorts as (

    select * from {{ ref('mart_time_to_decision') }}
    where clock = 'received' and breakdown = 'case_type'

),

municipalities as (

    select
        municipality_code,
        period_grain,
        period_start
    from cohorts
    group by municipality_code, period_grain, period_start

),

pairs as (

    select
        a.municipality_code,
        b.municipality_code as municipality_b,
        a.period_grain,
        a.period_start
    from municipalities as a
    inner join municipalities as b
        on
            {{ same('a', 'b', ['period_grain', 'period_start']) }}
            and a.municipality_code <> b.municipality_code

),

medians as (

    select
        municipality_code,
        period_grain,
        period_start,
        breakdown_code as case_type_code,
        n,
        cast(km_median_days as double) as median,
        cast(km_median_low as double) as low,
        cast(km_median_high as double) as high
    from cohorts

),

{% set same_period = same('pairs', 'medians', ['period_grain', 'period_start']) -%}
{{ side_by_side(
    'medians', pair, {
        'a': same_period ~ ' and pairs.municipality_code = medians.municipality_code',
        'b': same_period ~ ' and pairs.municipality_b = medians.municipality_code',
    }, ['case_type_code'], ['median', 'low', 'high']
) }},

judged as (

    select
        *,
        case
            when n_b = 0 then 'only_a'
            when n_a = 0 then 'only_b'
            when least(n_a, n_b) < {{ comparison_min_n() }} then 'too_few'
            when median_a + low_a + high_a + median_b + low_b + high_b is null then 'not_known'
            else 'compared'
        end as stratum_state
    from side_by_side

),

weighted as (

    select
        *,
        case when stratum_state = 'compared' then n_a + n_b end as weight,
        case when stratum_state = 'compared' then median_a - median_b end as difference
    from judged

),

mart_case_time_strata as (

    select
        {{ pair | join(',\n        ') }},
        case_type_code,
        stratum_state,

        cast(n_a as bigint) as n_a,
        cast(n_b as bigint) as n_b,
        median_a as value_a,
        low_a,
        high_a,
        median_b as value_b,
        low_b,
        high_b,
        difference,
        case
            when stratum_state = 'compared'
                then {{ difference_low('median_b', 'high_b', 'median_a', 'low_a') | indent(16) }}
        end as difference_low,
        case
            when stratum_state = 'compared'
                then {{ difference_high('median_b', 'low_b', 'median_a', 'high_a') | indent(16) }}
        end as difference_high,
        weight / cast(sum(weight) over (partition by {{ pair | join(', ') }}) as double) as weight_share
    from weighted

)

select * from mart_case_time_strata
