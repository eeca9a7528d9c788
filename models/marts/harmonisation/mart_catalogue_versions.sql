-- grain: one row per department, service and version of its catalogue

{% set over = 'partition by standards.municipality_code, standards.department_code, standards.service_code'
    ~ ' order by standards.valid_from asc nulls first, standards.version asc nulls first' %}

with

standards as (

    select * from {{ ref('stg_service_standards') }}

),

organisations as (

    select * from {{ ref('organisation') }}

),

as_of as (

    select * from {{ ref('int_follow_up__as_of') }}

),

departments as (

    select
        municipality_code,
        org_code
    from organisations
    where org_level = 'department'
    group by municipality_code, org_code

),

followed as (

    select
        standards.*,
        as_of.as_of_on,
        departments.org_code is not null as is_known_department,
        row_number() over ({{ over }}) as version_no,
        lead(standards.valid_from) over ({{ over }}) as next_from
    from standards
    inner join as_of
        on standards.municipality_code = as_of.municipality_code
    left join departments
        on
            standards.municipality_code = departments.municipality_code
            and standards.department_code = departments.org_code

),

-- A newer version ends the former one, whether that says when it ends or not.
ended as (

    select
        *,
        case
            when next_from is null or valid_to < next_from then valid_to
            else {{ add_days('next_from', -1) }}
        end as holds_to,
        coalesce(valid_to >= next_from or valid_from = next_from, false) as is_overlapping
    from followed

),

mart_catalogue_versions as (

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

        cast(version_no as integer) as version_no,
        cast(time_limit_days as integer) as time_limit_days,
        price_dkk,

        valid_from,
        holds_to as valid_to,
        valid_to as stated_valid_to,
        as_of_on,

        valid_from <= as_of_on and coalesce(holds_to >= as_of_on, true) as is_in_force,
        is_overlapping,
        is_rewritten,
        is_known_department
    from ended

)

select * from mart_catalogue_versions
