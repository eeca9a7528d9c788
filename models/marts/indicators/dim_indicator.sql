-- grain: one row per indicator

with

indicators as (

    select * from {{ ref('indicators') }}

),

dim_indicator as (

    select
        indicator_id,

        name_da,
        name_en,
        definition_da,
        definition_en,
        numerator,
        denominator,
        unit,
        direction,
        legal_basis,
        mission_row,
        owner,
        published_source,

        published_value,
        version,

        published_on
    from indicators

)

select * from dim_indicator
