-- grain: one row per municipality and source system

with

cases as (

    select * from {{ ref('int_cases__current') }}

),

loads as (

    select * from {{ source('raw', 'load_ledger') }}

),

-- An upsert tells nothing of the cases that did not change: they too were as last told on the day of
-- the newest extract. Only the ledger knows that day; a file of several municipalities speaks for each.
active_loads as (

    select
        source_system,
        municipality_code,
        data_date
    from loads
    where is_active and entity in ('cases', 'case_events', 'decisions', 'quality_flags')

),

systems as (

    select
        municipality_code,
        source_system,
        max(_data_date) as newest_case_on
    from cases
    group by municipality_code, source_system

),

int_cases__observed_until as (

    select
        systems.municipality_code,
        systems.source_system,
        cast(greatest(max(systems.newest_case_on), max(active_loads.data_date)) as date) as observed_until
    from systems
    left join active_loads
        on
            systems.source_system = active_loads.source_system
            and (
                active_loads.municipality_code is null
                or systems.municipality_code = active_loads.municipality_code
            )
    group by systems.municipality_code, systems.source_system

)

select * from int_cases__observed_until
