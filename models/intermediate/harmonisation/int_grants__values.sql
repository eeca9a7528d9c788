-- grain: one row per municipality, department or unit, service, year, measure, need level, age band and value

-- Citizens by what they got, so that everything after counts values and not people. Amounts to a hundredth of an hour
-- and to a whole krone.

{% set of_citizens = [
    'municipality_code', 'department_code', 'unit_code', 'counts_on', 'service_code', 'period_start', 'need_level',
    'age_band'
] %}
{% set cell = [
    'municipality_code', 'org_level', 'org_code', 'service_code', 'period_start', 'need_level', 'age_band'
] %}
{% set measures = ['share_granted', 'hours_per_week', 'kroner_per_week'] %}

with

citizens as (

    select * from {{ ref('int_grants__citizens') }}

),

-- One pass over the citizens; what they got comes in few values.
got as (

    select
        {{ of_citizens | join(',\n        ') }},
        case when n_decisions > 0 then case when n_granted > 0 then 1e0 else 0e0 end end as share_granted,
        {{ half_up('(hours_per_week * 100)') }} / 100 as hours_per_week,
        {{ half_up('kroner_per_week') }} as kroner_per_week,
        n_departments,
        age
    from citizens

),

counted as (

    select
        {{ of_citizens | join(',\n        ') }},
        {{ measures | join(',\n        ') }},
        count(*) as n,
        sum(case when n_departments > 1 then 1 else 0 end) as n_in_several,
        cast(sum(age) as bigint) as sum_age,
        cast(sum(age * age) as bigint) as sum_age_squares
    from got
    group by {{ of_citizens | join(', ') }}, {{ measures | join(', ') }}

),

{{ on_levels('counted', [
    'counts_on', 'service_code', 'period_start', 'need_level', 'age_band'
] + measures + ['n', 'n_in_several', 'sum_age', 'sum_age_squares']) }},

levels as (

    select * from counted_on_levels
    where
        counts_on in ('all', org_level)
        and (org_level <> 'unit' or org_code <> '-')

),

measures as (

    {% for measure in measures %}
    select '{{ measure }}' as measure
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

measured as (

    select
        levels.*,
        measures.measure,
        case measures.measure
            {% for measure in measures %}
            when '{{ measure }}' then levels.{{ measure }}
            {% endfor %}
        end as value
    from levels
    cross join measures

),

int_grants__values as (

    select
        {{ cell | join(',\n        ') }},
        measure,
        value,
        sum(n) as n,
        sum(n_in_several) as n_in_several,
        cast(sum(sum_age) as bigint) as sum_age,
        cast(sum(sum_age_squares) as bigint) as sum_age_squares
    from measured
    where value is not null
    group by {{ cell | join(', ') }}, measure, value

)

select * from int_grants__values
