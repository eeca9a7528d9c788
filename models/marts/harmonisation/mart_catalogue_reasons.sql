-- grain: one row per service and attribute_code whose difference somebody has told of

with

told as (

    select * from {{ ref('stg_catalogue_differences') }}

),

comparison as (

    select * from {{ ref('mart_catalogue_comparison') }}
    where is_current

),

-- A service with two codes may be told of by either.
codes as (

    select
        municipality_code,
        service_code as told_code,
        attribute_code,
        outcome,
        needs_reason
    from comparison
    union all
    select
        municipality_code,
        other_service_code as told_code,
        attribute_code,
        outcome,
        needs_reason
    from comparison
    where service_code <> other_service_code

),

found as (

    select
        municipality_code,
        told_code,
        attribute_code,
        max(case when needs_reason then 1 else 0 end) as differs,
        max(case when outcome = 'out_of_scope' then 1 else 0 end) as is_out
    from codes
    group by municipality_code, told_code, attribute_code

),

mart_catalogue_reasons as (

    select
        told.municipality_code,
        told.service_code,
        told.attribute_code,

        told.reason,
        told.explanation,
        told.decision_reference,
        told.owner,
        told.status,
        case
            when found.told_code is null then 'unknown_service'
            when found.differs = 1 then 'used'
            when found.is_out = 1 then 'out_of_scope'
            else 'no_difference'
        end as reason_use,

        told.due_on,
        told._data_date as told_on
    from told
    left join found
        on
            told.municipality_code = found.municipality_code
            and told.service_code = found.told_code
            and told.attribute_code = found.attribute_code

)

select * from mart_catalogue_reasons
