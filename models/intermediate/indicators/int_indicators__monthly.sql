-- grain: one row per indicator, municipality, department, unit, breakdown, code, month and value

-- The evidence, counted once: everything after it works on these counts. For a share there is no value and
-- one row a month; for a median one row for each number of days, from which any quantile can be read.

with

evidence as (

    select * from {{ ref('fct_indicator_evidence') }}

),

counts as (

    select
        indicator_id,
        municipality_code,
        coalesce(department_code, '-') as department_code,
        coalesce(unit_code, '-') as unit_code,
        coalesce(case_type_code, '-') as case_type_code,
        coalesce(target_group_code, '-') as target_group_code,
        'total' as every_case,
        {{ period_start('month', 'counted_on') }} as period_start,
        value,
        sum(case when in_denominator then 1 else 0 end) as n,
        sum(case when in_numerator then 1 else 0 end) as numerator,
        sum(case when in_denominator then 0 else 1 end) as n_excluded
    from evidence
    group by
        indicator_id,
        municipality_code,
        coalesce(department_code, '-'),
        coalesce(unit_code, '-'),
        coalesce(case_type_code, '-'),
        coalesce(target_group_code, '-'),
        {{ period_start('month', 'counted_on') }},
        value

),

int_indicators__monthly as (

    {% for breakdown, code in [
        ('total', 'every_case'), ('case_type', 'case_type_code'), ('target_group', 'target_group_code')
    ] %}
    select
        indicator_id,
        municipality_code,
        department_code,
        unit_code,
        '{{ breakdown }}' as breakdown,
        {{ code }} as breakdown_code,
        period_start,
        value,
        cast(sum(n) as bigint) as n,
        cast(sum(numerator) as bigint) as numerator,
        cast(sum(n_excluded) as bigint) as n_excluded
    from counts
    group by
        indicator_id, municipality_code, department_code, unit_code, {{ code }}, period_start, value
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select * from int_indicators__monthly
