-- grain: one row per department, service, attribute and day a version of the catalogue changed it

{% set service = 'partition by municipality_code, department_code, service_code, attribute_code'
    ~ ' order by version_no asc nulls last' %}

with

-- A version another one replaces on its first day never held.
attributes as (

    select * from {{ ref('int_harmonisation__attributes') }}
    where valid_to is null or valid_to >= valid_from

),

services as (

    select * from {{ ref('dim_service') }}

),

as_of as (

    select * from {{ ref('int_follow_up__as_of') }}

),

catalogues as (

    select
        attributes.municipality_code,
        attributes.department_code,
        as_of.as_of_on,
        min(attributes.valid_from) as first_on,
        max(case when attributes.valid_from <= as_of.as_of_on then attributes.valid_from end) as newest_on
    from attributes
    inner join as_of
        on attributes.municipality_code = as_of.municipality_code
    group by attributes.municipality_code, attributes.department_code, as_of.as_of_on

),

followed as (

    select
        *,
        lag(version) over ({{ service }}) as former_version,
        lag(value_text) over ({{ service }}) as former_text,
        lag(plain_value) over ({{ service }}) as former_plain,
        lag(valid_to) over ({{ service }}) as former_to,
        lead(valid_from) over ({{ service }}) as next_from
    from attributes

),

dated as (

    select
        *,
        coalesce({{ add_days('former_to', 1) }} = valid_from, false) as is_next,
        {{ add_days('valid_to', 1) }} as gone_on
    from followed

),

changes as (

    select
        municipality_code,
        department_code,
        service_code,
        attribute_code,
        attribute_no,
        version as new_version,
        former_version,
        'changed' as change_kind,
        former_text as old_value,
        value_text as new_value,
        valid_from as changed_on
    from dated
    where is_next and coalesce(plain_value, '') <> coalesce(former_plain, '')
    union all
    select
        municipality_code,
        department_code,
        service_code,
        attribute_code,
        attribute_no,
        version as new_version,
        cast(null as string) as former_version,
        'added' as change_kind,
        cast(null as string) as old_value,
        value_text as new_value,
        valid_from as changed_on
    from dated
    where attribute_code = 'service' and not is_next
    union all
    select
        municipality_code,
        department_code,
        service_code,
        attribute_code,
        attribute_no,
        cast(null as string) as new_version,
        version as former_version,
        'dropped' as change_kind,
        value_text as old_value,
        cast(null as string) as new_value,
        gone_on as changed_on
    from dated
    where attribute_code = 'service' and valid_to is not null and (next_from is null or next_from > gone_on)

),

mart_catalogue_changes as (

    select
        changes.municipality_code,
        changes.department_code,
        changes.service_code,
        changes.attribute_code,

        services.service_name,
        changes.new_version,
        changes.former_version,
        changes.change_kind,
        changes.old_value,
        changes.new_value,

        changes.attribute_no,

        changes.changed_on,

        services.is_in_scope,
        changes.changed_on >= catalogues.newest_on and changes.changed_on <= catalogues.as_of_on as is_latest
    from changes
    inner join services
        on
            changes.municipality_code = services.municipality_code
            and changes.service_code = services.service_code
    inner join catalogues
        on
            changes.municipality_code = catalogues.municipality_code
            and changes.department_code = catalogues.department_code
    -- The first catalogue of a department adds nothing: there was none before.
    where changes.changed_on > catalogues.first_on

)

select * from mart_catalogue_changes
