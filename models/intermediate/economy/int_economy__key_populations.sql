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

counts as (

    select * from {{ ref('int_economy__key_counts') }}

),

takes_part as (

    select
        financing.municipality_code,
        financing.provider_id,
        financing.year,
        financing.population_on,
        municipalities.area_code,
        municipalities.name
    from financing
    inner join municipalities
        on
            {{ same('financing', 'municipalities', ['municipality_code', 'provider_id']) }}
            and financing.year between municipalities.year_from and coalesce(municipalities.year_to, 9999)

),

-- What was counted goes before what was expected.
ranked as (

    select
        counts.*,
        row_number() over (
            partition by counts.municipality_code, counts.provider_id, counts.year, counts.area_code
            order by counts.basis asc nulls last
        ) as basis_rank
    from takes_part
    inner join counts
        on
            {{ same('takes_part', 'counts', ['municipality_code', 'provider_id', 'year', 'area_code']) }}
            and takes_part.population_on = counts.counted_on

),

other_dates as (

    select
        municipality_code,
        area_code,
        coalesce(max(case when basis = 'counted' then counted_on end), max(counted_on)) as last_counted_on
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
            when ranked.count_status is not null then ranked.count_status
            when other_dates.area_code is not null then 'of_another_date'
            else 'missing'
        end as population_status,
        ranked.n_persons,

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
