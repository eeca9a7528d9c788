-- grain: one row per department, service and version of its catalogue, as the newest delivery tells it

{% set key = ['municipality_code', 'department_code', 'service_code', 'version'] %}
{% set said = hash64(['service_name', 'valid_from'] + catalogue_attributes()) %}

with

-- A version keeps its text: another one by the same name is told apart from a delivery of the same again.
deliveries as (

    select
        *,
        min({{ said }}) over (partition by {{ key | join(', ') }})
        <> max({{ said }}) over (partition by {{ key | join(', ') }}) as is_rewritten
    from {{ source('raw', 'service_standards') }}

),

{{ newest_deliveries('deliveries', key) }},

stg_service_standards as (

    select
        municipality_code,
        department_code,
        service_code,
        version,

        service_name,
        service_group,
        target_group,
        content,
        extent,
        frequency,
        supplier,
        legal_basis,
        quality_standard,
        decision_reference,

        time_limit_days,
        price_dkk,

        valid_from,
        valid_to,
        _data_date,

        is_rewritten
    from newest_deliveries

)

select * from stg_service_standards
