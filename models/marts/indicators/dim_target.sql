-- grain: one row per target as decided

with

targets as (

    select * from {{ ref('targets') }}

),

-- A target that was superseded ends the day before the one that took its place begins.
dim_target as (

    select
        targets.target_id,
        targets.indicator_id,
        targets.municipality_code,
        targets.org_code,
        targets.breakdown_code,
        targets.superseded_by,

        targets.org_level,
        targets.breakdown,
        targets.decided_by,
        targets.case_number,

        targets.value,

        targets.valid_from,
        least(targets.valid_to, {{ add_days('superseding.valid_from', -1) }}) as valid_to,
        targets.decided_on,

        targets.decided_by is not null
        and targets.decided_on is not null
        and targets.case_number is not null as has_decision
    from targets
    left join targets as superseding
        on targets.superseded_by = superseding.target_id

)

select * from dim_target
