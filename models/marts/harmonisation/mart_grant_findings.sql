-- grain: one row per finding, municipality, department and code

{% set found = ['finding', 'municipality_code', 'department_code', 'code'] %}

with

grants as (

    select * from {{ ref('fct_grants') }}

),

told as (

    {% for finding, condition, code in [
        ('unknown_service', 'not is_service_known', 'service_code'),
        ('not_in_scope', 'is_service_known and not is_in_scope', 'service_code'),
        ('unknown_need_level', 'not is_need_level_known', "coalesce(need_level, '-')"),
        ('unknown_age', 'birth_year is null', "'-'"),
        ('overlapping_periods', 'overlapped_days > 0', 'service_code'),
    ] %}
    select
        '{{ finding }}' as finding,
        municipality_code,
        department_code,
        {{ code }} as code,
        grant_key,
        coalesce(citizen_key, grant_key) as person_key,
        overlapped_days
    from grants
    where {{ condition }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

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
