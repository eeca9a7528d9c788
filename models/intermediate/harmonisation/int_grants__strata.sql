-- grain: one row per municipality or part of it, service, year, measure, need level and age band, and all together

{% set cell = [
    'municipality_code', 'org_level', 'org_code', 'service_code', 'period_start', 'measure', 'need_level', 'age_band'
] %}

with

citizen_values as (

    select * from {{ ref('int_grants__values') }}

),

counted as (

    select
        {{ cell | join(',\n        ') }},
        value,
        n,
        n_in_several,
        sum_age,
        sum_age_squares
    from citizen_values
    union all
    select
        {{ cell[:-2] | join(',\n        ') }},
        'all' as need_level,
        'all' as age_band,
        value,
        sum(n) as n,
        sum(n_in_several) as n_in_several,
        sum(sum_age) as sum_age,
        sum(sum_age_squares) as sum_age_squares
    from citizen_values
    group by {{ cell[:-2] | join(', ') }}, value

),

sums as (

    select
        {{ cell | join(',\n        ') }},
        sum(n) as n,
        sum(n_in_several) as n_in_several,
        {{ ordered_sum('(value * n)') }} as total,
        sum(sum_age) as sum_age,
        sum(sum_age_squares) as sum_age_squares
    from counted
    group by {{ cell | join(', ') }}

),

amounts as (

    select * from counted
    where measure <> 'share_granted'

),

{{ medians_of_counts('amounts', cell) }},

-- A share with Wilson's interval; an amount by its median, with the interval by order statistics.
int_grants__strata as (

    select
        {{ columns_of('sums', cell) }},
        cast(sums.n as bigint) as n,
        cast(sums.n_in_several as bigint) as n_in_several,
        cast(case when sums.measure = 'share_granted' then sums.total end as bigint) as n_granted,
        sums.total / sums.n as mean,
        case when sums.measure = 'share_granted' then sums.total / sums.n else medians.median end as value,
        case
            when sums.measure = 'share_granted' then {{ wilson_low('sums.total', 'sums.n') | indent(12) }}
            else medians.median_low
        end as ci_low,
        case
            when sums.measure = 'share_granted' then {{ wilson_high('sums.total', 'sums.n') | indent(12) }}
            else medians.median_high
        end as ci_high,
        sums.sum_age / sums.n as mean_age,
        sums.sum_age_squares / sums.n as mean_age_squares
    from sums
    left join medians
        on
            {{ same('sums', 'medians', cell) }}

)

select * from int_grants__strata
