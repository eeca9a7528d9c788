-- grain: one row per provider, year that is financed together, date of a forecast and municipality that takes part

{% set year = ['municipality_code', 'provider_id', 'year'] %}
{% set forecast = year + ['expected_on'] %}

with

financing as (

    select * from {{ ref('mart_shared_financing') }}

),

shares as (

    select * from {{ ref('mart_shared_financing_shares') }}

),

counts as (

    select * from {{ ref('int_economy__key_counts') }}
    where basis = 'forecast'

),

-- Every municipality of the year on every date that a forecast of any of them is of, from the key's own date on.
dates as (

    select distinct
        {{ columns_of('counts', year) }},
        counts.counted_on as expected_on
    from counts
    inner join financing
        on
            {{ same('counts', 'financing', year) }}
            and counts.counted_on >= financing.population_on

),

expected as (

    select
        {{ columns_of('dates', forecast) }},
        shares.area_code,
        shares.name,
        shares.amount_dkk as decided_amount_dkk,
        financing.shared_after_surplus_dkk,
        counts.count_status,
        counts.n_persons,
        counts.n_persons_low,
        counts.n_persons_high
    from dates
    inner join financing
        on {{ same('dates', 'financing', year) }}
    inner join shares
        on {{ same('dates', 'shares', year) }}
    left join counts
        on
            {{ same('shares', 'counts', year + ['area_code']) }}
            and dates.expected_on = counts.counted_on

),

totals as (

    select
        *,
        count(*) over (partition by {{ forecast | join(', ') }}) as n_municipalities,
        count(n_persons) over (partition by {{ forecast | join(', ') }}) as n_known,
        count(n_persons_low) over (partition by {{ forecast | join(', ') }}) as n_with_limits,
        sum(n_persons) over (partition by {{ forecast | join(', ') }}) as all_persons,
        sum(n_persons_low) over (partition by {{ forecast | join(', ') }}) as all_persons_low,
        sum(n_persons_high) over (partition by {{ forecast | join(', ') }}) as all_persons_high,
        row_number() over (
            partition by {{ forecast | join(', ') }}
            order by n_persons desc nulls last, area_code asc nulls last
        ) as size_rank
    from expected

),

-- A share is lowest where the municipality's own number is the lowest and all others' the highest that the forecast
-- expects, and the other way round.
rounded as (

    select
        *,
        case
            when n_known = n_municipalities
                then {{ share_by_key('shared_after_surplus_dkk', 'n_persons', 'all_persons') | indent(16) }}
        end as rounded_dkk,
        case
            when n_known = n_municipalities and n_with_limits = n_municipalities
                then {{ share_by_key(
                    'shared_after_surplus_dkk', 'n_persons_low', '(all_persons_high - n_persons_high + n_persons_low)'
                ) | indent(16) }}
        end as amount_low_dkk,
        case
            when n_known = n_municipalities and n_with_limits = n_municipalities
                then {{ share_by_key(
                    'shared_after_surplus_dkk', 'n_persons_high', '(all_persons_low - n_persons_low + n_persons_high)'
                ) | indent(16) }}
        end as amount_high_dkk
    from totals

),

placed as (

    select
        *,
        rounded_dkk + case
            when size_rank = 1
                then shared_after_surplus_dkk - sum(rounded_dkk) over (partition by {{ forecast | join(', ') }})
            else 0
        end as amount_dkk
    from rounded

),

mart_shared_financing_forecasts as (

    select
        {{ columns_of('placed', forecast) }},
        placed.area_code,

        placed.name,
        case
            when placed.n_known < placed.n_municipalities then 'incomplete'
            when placed.shared_after_surplus_dkk is null then 'nothing_to_share'
            when placed.n_with_limits < placed.n_municipalities then 'no_limits'
            else 'ok'
        end as forecast_status,
        coalesce(placed.count_status, 'missing') as population_status,
        case
            when placed.amount_dkk is null then 'not_told'
            when placed.amount_low_dkk is null then 'no_limits'
            when placed.amount_low_dkk > placed.decided_amount_dkk then 'pays_more'
            when placed.amount_high_dkk < placed.decided_amount_dkk then 'pays_less'
            else 'either_way'
        end as direction,

        placed.n_persons,
        placed.n_persons_low,
        placed.n_persons_high,
        cast(placed.amount_dkk as bigint) as amount_dkk,
        cast(placed.amount_low_dkk as bigint) as amount_low_dkk,
        cast(placed.amount_high_dkk as bigint) as amount_high_dkk,
        placed.decided_amount_dkk,
        cast(placed.amount_dkk - placed.decided_amount_dkk as bigint) as difference_dkk,
        cast(placed.amount_low_dkk - placed.decided_amount_dkk as bigint) as difference_low_dkk,
        cast(placed.amount_high_dkk - placed.decided_amount_dkk as bigint) as difference_high_dkk
    from placed

)

select * from mart_shared_financing_forecasts
