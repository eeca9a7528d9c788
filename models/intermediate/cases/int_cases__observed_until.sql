-- grain: one row per municipality and source system

with

cases as (

    select * from {{ ref('int_cases__current') }}

),

-- An upsert tells nothing of the cases that did not change: they too were as last told on the day of
-- the newest extract. Only the ledger knows that day; a file of several municipalities speaks for each.
extracts as (

    select * from {{ source('raw', 'case_extracts') }}

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
        cast(greatest(max(systems.newest_case_on), max(extracts.data_date)) as date) as observed_until
    from systems
    left join extracts
        on
            systems.source_system = extracts.source_system
            and (
                extracts.municipality_code is null
                or systems.municipality_code = extracts.municipality_code
            )
    group by systems.municipality_code, systems.source_system

)

select * from int_cases__observed_until
