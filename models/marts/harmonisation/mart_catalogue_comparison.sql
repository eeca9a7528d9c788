-- grain: one row per pair of departments, service, attribute and stretch of days in which neither catalogue changes

with

pairs as (

    select * from {{ ref('int_harmonisation__pairs') }}

),

attributes as (

    select * from {{ ref('int_harmonisation__attributes') }}

),

services as (

    select * from {{ ref('dim_service') }}

),

reasons as (

    select * from {{ ref('stg_catalogue_differences') }}

),

compared as (

    select
        'service' as attribute_code,
        0 as attribute_no
    {% for attribute in catalogue_attributes() %}
    union all
    select
        '{{ attribute }}' as attribute_code,
        {{ loop.index }} as attribute_no
    {% endfor %}

),

beside as (

    select
        pairs.*,
        compared.attribute_code,
        compared.attribute_no,
        of_a.value_text as value_a,
        of_b.value_text as value_b,
        of_a.plain_value as plain_a,
        of_b.plain_value as plain_b,
        own.service_name,
        own.service_group,
        own.is_in_scope and other_one.is_in_scope as is_in_scope,
        pairs.version_a is not null and pairs.version_b is not null as has_both
    from pairs
    cross join compared
    inner join services as own
        on
            pairs.municipality_code = own.municipality_code
            and pairs.service_code = own.service_code
    inner join services as other_one
        on
            pairs.municipality_code = other_one.municipality_code
            and pairs.other_service_code = other_one.service_code
    left join attributes as of_a
        on
            pairs.municipality_code = of_a.municipality_code
            and pairs.department_a = of_a.department_code
            and pairs.service_code = of_a.service_code
            and pairs.version_a = of_a.version
            and compared.attribute_code = of_a.attribute_code
    left join attributes as of_b
        on
            pairs.municipality_code = of_b.municipality_code
            and pairs.department_b = of_b.department_code
            and pairs.other_service_code = of_b.service_code
            and pairs.version_b = of_b.version
            and compared.attribute_code = of_b.attribute_code

),

judged as (

    select
        *,
        case
            when not is_in_scope then 'out_of_scope'
            when attribute_code = 'service' and has_both then 'same'
            when plain_a is null and plain_b is null then 'not_stated'
            when plain_a is null or plain_b is null then 'only_one_has_it'
            when plain_a = plain_b then 'same'
            else 'different'
        end as outcome
    from beside

),

-- Where only one department has a service, that is one difference, and not one for each attribute.
owed as (

    select
        *,
        outcome in ('different', 'only_one_has_it') and (has_both or attribute_code = 'service') as needs_reason
    from judged

),

-- What is told of a service with two codes may be told by either.
told as (

    select
        owed.*,
        reasons.reason,
        reasons.explanation,
        reasons.decision_reference,
        reasons.owner,
        reasons.status,
        reasons.due_on,
        row_number() over (
            partition by
                owed.municipality_code,
                owed.department_a,
                owed.department_b,
                owed.service_code,
                owed.attribute_code,
                owed.valid_from
            order by case when owed.service_code = reasons.service_code then 0 else 1 end asc nulls last
        ) as nearest_rank
    from owed
    left join reasons
        on
            owed.needs_reason
            and owed.municipality_code = reasons.municipality_code
            and owed.attribute_code = reasons.attribute_code
            and reasons.service_code in (owed.service_code, owed.other_service_code)

),

mart_catalogue_comparison as (

    select
        municipality_code,
        department_a,
        department_b,
        service_code,
        other_service_code,
        attribute_code,

        service_name,
        service_group,
        version_a,
        version_b,
        value_a,
        value_b,
        outcome,
        case when needs_reason then coalesce(reason, 'not_explained') end as reason,
        case
            when not needs_reason then null
            when reason = 'political_decision' and decision_reference is null then 'no_decision_reference'
            when coalesce(reason, 'not_explained') = 'not_explained' then 'not_explained'
            else 'explained'
        end as reason_status,
        explanation,
        decision_reference,
        owner,
        status,

        attribute_no,

        due_on,
        valid_from,
        valid_to,
        as_of_on,

        is_matched,
        is_current,
        needs_reason,
        coalesce(due_on < as_of_on and status <> 'final', false) as is_overdue
    from told
    where nearest_rank = 1

)

select * from mart_catalogue_comparison
