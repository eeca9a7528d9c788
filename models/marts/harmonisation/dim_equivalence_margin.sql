-- grain: one row per municipality, service or all services, measure and first day of a margin

with

margins as (

    select * from {{ ref('equivalence_margins') }}

),

dim_equivalence_margin as (

    select
        municipality_code,
        service_code,
        measure,

        decided_by || ', ' || case_number as decision_reference,

        margin,

        decided_on,
        valid_from
    from margins

)

select * from dim_equivalence_margin
