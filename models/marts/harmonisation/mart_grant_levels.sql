-- grain: one row per municipality, department or unit, service, year, need level and age band, and all together

{% set cell = [
    'municipality_code', 'org_level', 'org_code', 'service_code', 'period_start', 'need_level', 'age_band'
] %}
{% set measures = {
    'share_granted': 'n_applicants', 'hours_per_week': 'n_with_hours', 'kroner_per_week': 'n_with_kroner'
} %}

with

strata as (

    select * from {{ ref('int_grants__strata') }}

),

mart_grant_levels as (

    select
        municipality_code,
        org_level,
        org_code,
        service_code,
        'year' as period_grain,
        period_start,
        need_level,
        age_band,

        {% for measure, n in measures.items() %}
        cast(coalesce(max(case when measure = '{{ measure }}' then n end), 0) as bigint) as {{ n }},
        {% if measure == 'share_granted' %}
        cast(coalesce(max(case when measure = '{{ measure }}' then n_granted end), 0) as bigint) as n_granted,
        {% else %}
        cast(max(case when measure = '{{ measure }}' then mean end) as double) as {{ measure }}_mean,
        {% endif %}
        cast(max(case when measure = '{{ measure }}' then value end) as double)
            as {{ measure if measure == 'share_granted' else measure ~ '_median' }},
        cast(max(case when measure = '{{ measure }}' then ci_low end) as double) as {{ measure }}_low,
        cast(max(case when measure = '{{ measure }}' then ci_high end) as double) as {{ measure }}_high,
        {% endfor %}
        cast(max(n_in_several) as bigint) as n_in_several
    from strata
    group by {{ cell | join(', ') }}

)

select * from mart_grant_levels
