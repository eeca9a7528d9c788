-- grain: one row per cell (indicator, period, organisation, breakdown) and value in it

with

monthly as (

    select * from {{ ref('int_indicators__monthly') }}

),

months as (

    {% for org_level, org_code in [
        ('municipality', 'municipality_code'), ('department', 'department_code'), ('unit', 'unit_code')
    ] %}
    select
        indicator_id,
        municipality_code,
        '{{ org_level }}' as org_level,
        {{ org_code }} as org_code,
        breakdown,
        breakdown_code,
        'month' as period_grain,
        period_start,
        value,
        cast(sum(n) as bigint) as n,
        cast(sum(numerator) as bigint) as numerator,
        cast(sum(n_excluded) as bigint) as n_excluded
    from monthly
    group by
        indicator_id, municipality_code, {{ org_code }}, breakdown, breakdown_code, period_start, value
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

-- A longer period is counted from the shorter one, which has fewer rows than the months of every organisation.
{% for period_grain, periods, shorter in [('quarter', 'quarters', 'months'), ('year', 'years', 'quarters')] %}
{{ periods }} as (

    select
        indicator_id,
        municipality_code,
        org_level,
        org_code,
        breakdown,
        breakdown_code,
        '{{ period_grain }}' as period_grain,
        {{ period_start(period_grain, 'period_start') }} as period_start,
        value,
        cast(sum(n) as bigint) as n,
        cast(sum(numerator) as bigint) as numerator,
        cast(sum(n_excluded) as bigint) as n_excluded
    from {{ shorter }}
    group by
        indicator_id, municipality_code, org_level, org_code, breakdown, breakdown_code,
        {{ period_start(period_grain, 'period_start') }}, value

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
