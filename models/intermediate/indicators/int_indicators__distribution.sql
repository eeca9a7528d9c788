-- grain: one row per cell (indicator, period, organisation, breakdown) and value in it

{% set cell = [
    'indicator_id', 'municipality_code', 'org_level', 'org_code', 'breakdown', 'breakdown_code', 'value'
] %}

with

monthly as (

    select * from {{ ref('int_indicators__monthly') }}

),

{{ on_levels('monthly', [
    'indicator_id', 'breakdown', 'breakdown_code', 'period_start', 'value', 'n', 'numerator', 'n_excluded'
]) }},

months as (

    select
        {{ cell | join(',\n        ') }},
        'month' as period_grain,
        period_start,
        cast(sum(n) as bigint) as n,
        cast(sum(numerator) as bigint) as numerator,
        cast(sum(n_excluded) as bigint) as n_excluded
    from monthly_on_levels
    group by {{ cell | join(', ') }}, period_start

),

-- A longer period is counted from the shorter one, which has fewer rows than the months of every organisation.
{% for period_grain, periods, shorter in [('quarter', 'quarters', 'months'), ('year', 'years', 'quarters')] %}
{{ periods }} as (

    select
        {{ cell | join(',\n        ') }},
        '{{ period_grain }}' as period_grain,
        {{ period_start(period_grain, 'period_start') }} as period_start,
        cast(sum(n) as bigint) as n,
        cast(sum(numerator) as bigint) as numerator,
        cast(sum(n_excluded) as bigint) as n_excluded
    from {{ shorter }}
    group by {{ cell | join(', ') }}, {{ period_start(period_grain, 'period_start') }}

),

{% endfor %}
int_indicators__distribution as (

    select * from months
    union all
    select * from quarters
    union all
    select * from years

)

select * from int_indicators__distribution
