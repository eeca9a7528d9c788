-- grain: one row per series expected on the scorecard: indicator, municipality, organisation and breakdown

with

cells as (

    select * from {{ ref('int_indicators__cells') }}

),

indicators as (

    select * from {{ ref('dim_indicator') }}

),

organisations as (

    select * from {{ ref('organisation') }}

),

deadlines as (

    select * from {{ ref('case_type_deadlines') }}

),

municipalities as (

    select municipality_code
    from cells
    group by municipality_code

),

-- A department's or unit's case type is expected from its first to its last year with a case, all else always.
observed as (

    select
        indicator_id,
        municipality_code,
        org_level,
        org_code,
        breakdown,
        breakdown_code,
        case when breakdown <> 'total' and org_level <> 'municipality' then min(period_start) end as first_year_on,
        case when breakdown <> 'total' and org_level <> 'municipality' then max(period_start) end as last_year_on
    from cells
    where period_grain = 'year'
    group by indicator_id, municipality_code, org_level, org_code, breakdown, breakdown_code

),

-- An organisation that delivers nothing is a row too, and so is a case type with a deadline nobody applied for.
known as (

    select
        municipality_code,
        org_level,
        org_code,
        'total' as breakdown,
        'total' as breakdown_code
    from organisations
    union
    select
        municipality_code,
        'municipality' as org_level,
        municipality_code as org_code,
        'case_type' as breakdown,
        case_type_code as breakdown_code
    from deadlines

),

expected as (

    select
        indicators.indicator_id,
        known.municipality_code,
        known.org_level,
        known.org_code,
        known.breakdown,
        known.breakdown_code,
        cast(null as date) as first_year_on,
        cast(null as date) as last_year_on
    from known
    inner join municipalities
        on known.municipality_code = municipalities.municipality_code
    cross join indicators

),

int_indicators__series as (

    select * from observed
    union
    select * from expected

)

select * from int_indicators__series
