-- grain: one row per municipality, department or unit, service, year, measure, need level, age band and value

-- Citizens by what they got, so that everything after counts values and not people. Amounts to a hundredth of an hour and
-- to a whole krone.

{% set cell = ['municipality_code', 'org_level', 'org_code', 'service_code', 'period_start', 'need_level', 'age_band'] %}
{% set measures = [
    ('share_granted', 'case when n_granted > 0 then 1e0 else 0e0 end', 'n_decisions > 0'),
    ('hours_per_week', 'round(hours_per_week * 100) / 100', 'hours_per_week is not null'),
    ('kroner_per_week', 'round(kroner_per_week)', 'kroner_per_week is not null'),
] %}

with

citizens as (

    select * from {{ ref('int_grants__citizens') }}

),

int_grants__values as (

    {% for measure, value, condition in measures %}
    select
        {{ cell | join(',\n        ') }},
        '{{ measure }}' as measure,
        {{ value }} as value,
        count(*) as n,
        sum(case when n_departments > 1 then 1 else 0 end) as n_in_several,
        sum(cast(age as double)) as sum_age,
        sum(cast(age as double) * age) as sum_age_squares
    from citizens
    where {{ condition }}
    group by {{ cell | join(', ') }}, {{ value }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select * from int_grants__values
