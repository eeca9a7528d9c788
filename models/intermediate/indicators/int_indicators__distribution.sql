-- grain: one row per cell (indicator, period, organisation, breakdown) and value in it

with

monthly as (

    select * from {{ ref('int_indicators__monthly') }}

),

organisations as (

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
        period_start,
        value,
        sum(n) as n,
        sum(numerator) as numerator,
        sum(n_excluded) as n_excluded
    from monthly
    group by
        indicator_id, municipality_code, {{ org_code }}, breakdown, breakdown_code, period_start, value
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

int_indicators__distribution as (

    {% for period_grain in ['month', 'quarter', 'year'] %}
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
    from organisations
    group by
        indicator_id, municipality_code, org_level, org_code, breakdown, breakdown_code,
        {{ period_start(period_grain, 'period_start') }}, value
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select * from int_indicators__distribution
