-- grain: one row per department, service, version and attribute_code of it

{% set kept = [
    'municipality_code', 'department_code', 'service_code', 'version', 'version_no', 'valid_from', 'valid_to'
] %}

with

versions as (

    select * from {{ ref('mart_catalogue_versions') }}

),

long as (

    select
        {{ columns_of('versions', kept) }},
        'service' as attribute_code,
        0 as attribute_no,
        versions.service_name as value_text
    from versions
    {% for attribute in catalogue_attributes() %}
    union all
    select
        {{ columns_of('versions', kept) }},
        '{{ attribute }}' as attribute_code,
        {{ loop.index }} as attribute_no,
        {% if attribute == 'price_dkk' %}
        cast(cast(versions.{{ attribute }} as decimal(18, 2)) as string) as value_text
        {% else %}
        cast(versions.{{ attribute }} as string) as value_text
        {% endif %}
    from versions
    {% endfor %}

),

int_harmonisation__attributes as (

    select
        *,
        nullif({{ plain_text('value_text') }}, '') as plain_value
    from long

)

select * from int_harmonisation__attributes
