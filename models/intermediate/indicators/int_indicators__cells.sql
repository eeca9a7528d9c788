-- grain: one row per cell with evidence: indicator, municipality, organisation, breakdown and period

{% set cell = cell_columns() %}

with

distribution as (

    select * from {{ ref('int_indicators__distribution') }}

),

sums as (

    select
        {{ cell | join(',\n        ') }},
        cast(sum(n) as bigint) as n,
        cast(sum(numerator) as bigint) as numerator,
        cast(sum(n_excluded) as bigint) as n_excluded
    from distribution
    group by {{ cell | join(', ') }}

),

-- For each value of a median's cell: the ranks, from above the one before to up_to_rank, that it holds.
ranked as (

    select
        {{ cell | join(',\n        ') }},
        value,
        sum(n) over (partition by {{ cell | join(', ') }}) as n,
        sum(n) over (
            partition by {{ cell | join(', ') }}
            order by value asc nulls last rows between unbounded preceding and current row
        ) as up_to_rank
    from distribution
    where value is not null

),

medians as (

    select
        {{ cell | join(',\n        ') }},
        {{ median_of_counts('value', 'up_to_rank', 'n') | indent(4) }} as median,
        min(case when up_to_rank >= {{ median_low_rank('n') }} then value end) as median_low,
        min(case when up_to_rank >= {{ median_high_rank('n') }} then value end) as median_high
    from ranked
    group by {{ cell | join(', ') }}

),

int_indicators__cells as (

    select
        {{ columns_of('sums', cell) }},
        sums.n,
        sums.numerator,
        sums.n_excluded,
        medians.median,
        medians.median_low,
        medians.median_high
    from sums
    left join medians
        on
            {{ same('sums', 'medians', cell) }}

)

select * from int_indicators__cells
