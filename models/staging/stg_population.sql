-- grain: one row per municipality that uses the figures, area, date, span of ages, sex and basis

with

delivered as (

    select * from {{ source('raw', 'population') }}

),

-- 851 and 0851 are the same municipality.
deliveries as (

    select
        delivered.*,
        lpad(delivered.area_code, 4, '0') as area
    from delivered

),

{{ newest_deliveries(
    'deliveries', ['municipality_code', 'area', 'counted_on', 'age_from', 'age_to', 'sex', 'basis']
) }},

stg_population as (

    select
        municipality_code,
        area as area_code,
        cast(age_from as integer) as age_from,
        cast(age_to as integer) as age_to,
        sex,
        basis,

        n_persons,
        n_persons_low,
        n_persons_high,

        counted_on,
        _data_date
    from newest_deliveries

)

select * from stg_population
