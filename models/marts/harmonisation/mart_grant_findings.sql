-- grain: one row per finding, municipality, department and code

{% set found = ['finding', 'municipality_code', 'department_code', 'code'] %}

with

grants as (

    select * from {{ ref('fct_grants') }}

),

overlapped as (

    select
        grant_key,
        sum(days) as overlapped_days
    from {{ ref('int_grants__overlaps') }}
    where not is_in_force
    group by grant_key

),

told as (

    {% for finding, condition, code in [
        ('unknown_service', 'not is_service_known', 'service_code'),
        ('not_in_scope', 'is_service_known and not is_in_scope', 'service_code'),
        ('unknown_need_level', 'not is_need_level_known', "coalesce(need_level, '-')"),
        ('unknown_age', 'birth_year is null', "'-'"),
    ] %}
    select
        '{{ finding }}' as finding,
        municipality_code,
        department_code,
        {{ code }} as code,
        coalesce(citizen_key, grant_key) as person_key,
        cast(0 as bigint) as overlapped_days
    from grants
    where {{ condition }}
    union all
    {% endfor %}
    select
        'overlapping_periods' as finding,
        grants.municipality_code,
        grants.department_code,
        grants.service_code as code,
        coalesce(grants.citizen_key, grants.grant_key) as person_key,
        cast(overlapped.overlapped_days as bigint) as overlapped_days
    from grants
    inner join overlapped
        on grants.grant_key = overlapped.grant_key

),

mart_grant_findings as (

    select
        {{ found | join(',\n        ') }},

        cast(count(*) as bigint) as n_grants,
        cast(count(distinct person_key) as bigint) as n_citizens,
        cast(sum(overlapped_days) as bigint) as overlapped_days
    from told
    group by {{ found | join(', ') }}

)

select * from mart_grant_findings
