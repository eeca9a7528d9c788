-- grain: one row per year of shared financing and municipality that takes part

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

takes_part as (

    select
        financing.municipality_code,
        financing.provider_id,
        financing.year,
        financing.population_on,
        financing.age_from,
        financing.age_to,
        municipalities.area_code,
        municipalities.name
    from financing
    inner join municipalities
        on
            {{ same('financing', 'municipalities', ['municipality_code', 'provider_id']) }}
            and financing.year between municipalities.year_from and coalesce(municipalities.year_to, 9999)

),

-- Persons of the key's ages on the key's date. Single ages or spans, both sexes apart or together: what is counted
-- makes every age of each sex once, or it is not the key.
counted as (

    select
        takes_part.municipality_code,
        takes_part.provider_id,
        takes_part.year,
        takes_part.area_code,
        population.basis,
        sum(population.n_persons) as n_persons,
        sum(
            (population.age_to - population.age_from + 1) * case when population.sex = 'all' then 2 else 1 end
        ) as n_parts,
        max(2 * (takes_part.age_to - takes_part.age_from + 1)) as n_parts_asked
    from takes_part
    inner join population
        on
            {{ same('takes_part', 'population', ['municipality_code', 'area_code']) }}
            and takes_part.population_on = population.counted_on
            and takes_part.age_from <= population.age_from
            and takes_part.age_to >= population.age_to
    group by
        takes_part.municipality_code, takes_part.provider_id, takes_part.year, takes_part.area_code, population.basis

),

-- What was counted goes before what was expected.
ranked as (

    select
        *,
        row_number() over (
            partition by municipality_code, provider_id, year, area_code
            order by basis asc nulls last
        ) as basis_rank
    from counted

),

other_dates as (

    select
        municipality_code,
        area_code,
        max(counted_on) as last_counted_on
    from population
    group by municipality_code, area_code

),

int_economy__key_populations as (

    select
        takes_part.municipality_code,
        takes_part.provider_id,
        takes_part.year,
        takes_part.area_code,

        takes_part.name,
        ranked.basis,
        case
            when ranked.n_parts = ranked.n_parts_asked then 'ok'
            when ranked.n_parts > ranked.n_parts_asked then 'counted_twice'
            when ranked.n_parts < ranked.n_parts_asked then 'ages_missing'
            when other_dates.area_code is not null then 'of_another_date'
            else 'missing'
        end as population_status,
        cast(case when ranked.n_parts = ranked.n_parts_asked then ranked.n_persons end as bigint) as n_persons,

        takes_part.population_on,
        other_dates.last_counted_on as other_counted_on
    from takes_part
    left join ranked
        on
            {{ same('takes_part', 'ranked', ['municipality_code', 'provider_id', 'year', 'area_code']) }}
            and ranked.basis_rank = 1
    left join other_dates
        on {{ same('takes_part', 'other_dates', ['municipality_code', 'area_code']) }}

)

select * from int_economy__key_populations
