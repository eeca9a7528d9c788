-- grain: one row per case, decision (where there is one) and goal, as its newest delivery tells it

with

{{ newest_deliveries(source('raw', 'quality_flags'), [
    'municipality_code', 'source_system', 'case_id', 'decision_id', 'goal_id'
]) }},

stg_quality_flags as (

    select
        {{ case_key() }} as case_key,
        municipality_code,
        source_system,
        decision_id,
        goal_id,
        caseworker_key,

        flag,

        registered_on,
        _load_id
    from newest_deliveries

)

select * from stg_quality_flags
