-- grain: one row per year of shared financing, municipality that takes part, date and basis (counted or forecast)

{% set key = ['municipality_code', 'provider_id', 'year', 'area_code'] %}

with

financing as (

    select * from {{ ref('shared_financing') }}

),

municipalities as (

    select * from {{ ref('shared_financing_municipalities') }}

),

population as (

    select * from {{ ref('stg_population') }}

),

-- Single ages or spans, both sexes apart or together: what is counted makes every age of each sex once, or it is not
-- the key.
counted as (

    select
        financing.municipality_code,
        financing.provider_id,
        financing.year,
        municipalities.area_code,
        population.counted_on,
        population.basis,
        sum(population.n_persons) as n_persons,
        sum(population.n_persons_low) as n_persons_low,
        sum(population.n_persons_high) as n_persons_high,
        count(*) - count(population.n_persons_low + population.n_persons_high) as n_without_limits,
        sum(
            (population.age_to - population.age_from + 1) * case when population.sex = 'all' then 2 else 1 end
        ) as n_parts,
        max(2 * (financing.age_to - financing.age_from + 1)) as n_parts_asked
    from financing
    inner join municipalities
        on
            {{ same('financing', 'municipalities', ['municipality_code', 'provider_id']) }}
            and financing.year between municipalities.year_from and coalesce(municipalities.year_to, 9999)
    inner join population
        on
            financing.municipality_code = population.municipality_code
            and municipalities.area_code = population.area_code
            and financing.age_from <= population.age_from
            and financing.age_to >= population.age_to
    group by
        financing.municipality_code, financing.provider_id, financing.year, municipalities.area_code,
        population.counted_on, population.basis

),

int_economy__key_counts as (

    select
        {{ columns_of('counted', key) }},
        counted.basis,

        case
            when counted.n_parts = counted.n_parts_asked then 'ok'
            when counted.n_parts > counted.n_parts_asked then 'counted_twice'
            else 'ages_missing'
        end as count_status,
        cast(case when counted.n_parts = counted.n_parts_asked then counted.n_persons end as bigint) as n_persons,
        cast(
            case
                when counted.n_parts = counted.n_parts_asked and counted.n_without_limits = 0
                    then counted.n_persons_low
            end as bigint
        ) as n_persons_low,
        cast(
            case
                when counted.n_parts = counted.n_parts_asked and counted.n_without_limits = 0
                    then counted.n_persons_high
            end as bigint
        ) as n_persons_high,

        counted.counted_on
    from counted

)

select * from int_economy__key_counts
