-- grain: one row per provider, year that is financed together and municipality that takes part

{% set year = ['municipality_code', 'provider_id', 'year'] %}

with

financing as (

    select * from {{ ref('mart_shared_financing') }}

),

populations as (

    select * from {{ ref('int_economy__key_populations') }}

),

tiles as (

    select * from {{ ref('area_tiles') }}

),

-- Nothing is shared by a key that is not whole.
shares as (

    select
        {{ columns_of('populations', year) }},
        populations.area_code,
        populations.name,
        populations.population_status,
        populations.population_on,
        populations.other_counted_on,
        populations.n_persons,
        financing.shared_after_surplus_dkk,
        financing.n_persons as all_persons,
        financing.is_estimate,
        case
            when financing.population_status = 'ok'
                then {{ share_by_key(
                    'financing.shared_after_surplus_dkk', 'populations.n_persons', 'financing.n_persons'
                ) | indent(16) }}
        end as rounded_dkk,
        row_number() over (
            partition by {{ columns_of('populations', year) }}
            order by populations.n_persons desc nulls last, populations.area_code asc nulls last
        ) as size_rank
    from populations
    inner join financing
        on {{ same('populations', 'financing', year) }}

),

-- What rounding leaves over is the largest municipality's.
placed as (

    select
        *,
        case
            when size_rank = 1
                then shared_after_surplus_dkk - sum(rounded_dkk) over (partition by {{ year | join(', ') }})
            else 0
        end as rounding_dkk
    from shares

),

mart_shared_financing_shares as (

    select
        {{ columns_of('placed', year) }},
        placed.area_code,

        placed.name,
        placed.population_status,

        tiles.tile_row,
        tiles.tile_column,
        placed.n_persons,
        case
            when placed.rounded_dkk is not null
                then cast(placed.n_persons as double) / cast(placed.all_persons as double)
        end as population_share,
        placed.rounded_dkk,
        cast(case when placed.rounded_dkk is not null then placed.rounding_dkk end as bigint) as rounding_dkk,
        cast(placed.rounded_dkk + placed.rounding_dkk as bigint) as amount_dkk,
        {{ rounded_quotient(
            'placed.rounded_dkk + placed.rounding_dkk', 'placed.n_persons'
        ) | indent(8) }} as amount_per_person_dkk,
        cast(
            placed.rounded_dkk + placed.rounding_dkk - (earlier.rounded_dkk + earlier.rounding_dkk) as bigint
        ) as difference_dkk,

        placed.population_on,
        placed.other_counted_on,

        placed.is_estimate
    from placed
    left join placed as earlier
        on
            {{ same('placed', 'earlier', ['municipality_code', 'provider_id', 'area_code']) }}
            and placed.year - 1 = earlier.year
    left join tiles
        on placed.area_code = tiles.area_code

)

select * from mart_shared_financing_shares
