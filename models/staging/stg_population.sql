-- grain: one row per municipality that uses the figures, area, date, span of ages, sex and basis

with

deliveries as (

    select * from {{ source('raw', 'population') }}

),

{{ newest_deliveries(
    'deliveries', ['municipality_code', 'area_code', 'counted_on', 'age_from', 'age_to', 'sex', 'basis']
) }},

stg_population as (

    select
        municipality_code,
        lpad(area_code, 4, '0') as area_code,
        cast(age_from as integer) as age_from,
        cast(age_to as integer) as age_to,
        sex,
        basis,

        n_persons,

        counted_on,
        _data_date
    from newest_deliveries

)

select * from stg_population
