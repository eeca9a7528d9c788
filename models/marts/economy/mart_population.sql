-- grain: one row per municipality that uses the figures, area, date, span of ages, sex and basis

with

population as (

    select * from {{ ref('stg_population') }}

),

mart_population as (

    select
        municipality_code,
        area_code,
        age_from,
        age_to,
        sex,
        basis,

        n_persons,
        n_persons_low,
        n_persons_high,

        counted_on,
        _data_date as delivered_of
    from population

)

select * from mart_population
