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

{{ medians_of_counts('distribution', cell) }},

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
