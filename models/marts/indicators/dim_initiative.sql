-- grain: one row per initiative that is to move an indicator

with

initiatives as (

    select * from {{ ref('stg_initiatives') }}

),

indicators as (

    select * from {{ ref('dim_indicator') }}

),

-- The register names those too that no indicator shows: mart_initiatives has them all.
dim_initiative as (

    select
        initiatives.initiative_id,
        initiatives.indicator_id,
        initiatives.municipality_code,
        case
            when initiatives.org_level is null then initiatives.municipality_code
            else initiatives.org_code
        end as org_code,
        case when initiatives.breakdown is null then 'total' else initiatives.breakdown_code end as breakdown_code,

        initiatives.name_da,
        coalesce(initiatives.name_en, initiatives.name_da) as name_en,
        coalesce(initiatives.org_level, 'municipality') as org_level,
        coalesce(initiatives.breakdown, 'total') as breakdown,
        initiatives.decided_by,
        initiatives.case_number,

        initiatives.starts_on,
        initiatives.decided_on
    from initiatives
    inner join indicators
        on initiatives.indicator_id = indicators.indicator_id

)

select * from dim_initiative
