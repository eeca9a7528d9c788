-- grain: one row per indicator, organisation and period with a duty owed that the case system says nothing of

with

flags as (

    select * from {{ ref('fct_quality_flags') }}
    where exclusion_reason = 'not_stated'

),

int_quality_goals__not_stated as (

    {% for org_level, org_code in [
        ('municipality', 'municipality_code'),
        ('department', "coalesce(department_code, '-')"),
        ('unit', "coalesce(unit_code, '-')"),
    ] %}
    {% set is_last_level = loop.last %}
    {% for period_grain in ['quarter', 'year'] %}
    select
        indicator_id,
        municipality_code,
        '{{ org_level }}' as org_level,
        {{ org_code }} as org_code,
        '{{ period_grain }}' as period_grain,
        {{ period_start(period_grain, 'observed_on') }} as period_start,
        cast(count(*) as bigint) as n_not_stated
    from flags
    group by indicator_id, municipality_code, {{ org_code }}, {{ period_start(period_grain, 'observed_on') }}
    {% if not (is_last_level and loop.last) %}union all{% endif %}
    {% endfor %}
    {% endfor %}

)

select * from int_quality_goals__not_stated
