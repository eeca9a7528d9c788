-- grain: one row per age band

with

age_bands as (

    select * from {{ ref('age_bands') }}

),

dim_age_band as (

    select
        age_band,
        name_da,
        name_en,

        from_age
    from age_bands

)

select * from dim_age_band
