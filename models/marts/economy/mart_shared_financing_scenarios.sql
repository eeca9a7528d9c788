-- grain: one row per provider, year, scenario (cases, shared share and key) and municipality that takes part

{% set scenario = [
    'municipality_code', 'provider_id', 'year', 'cases_percent', 'shared_percent', 'key_code',
] %}

with

financing as (

    select * from {{ ref('mart_shared_financing') }}
    where
        financing_status = 'ok'
        and population_status = 'ok'

),

shares as (

    select * from {{ ref('mart_shared_financing_shares') }}

),

case_steps as (

    {% for step in range(50, 151, 10) %}
    select {{ step }} as cases_percent
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

share_steps as (

    {% for step in range(0, 101, 10) %}
    select {{ step }} as shared_percent
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

key_codes as (

    {% for code in ['population', 'equal'] %}
    select '{{ code }}' as key_code
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

grid as (

    select
        case_steps.cases_percent,
        share_steps.shared_percent,
        key_codes.key_code
    from case_steps
    cross join share_steps
    cross join key_codes

),

parts as (

    select
        financing.*,
        grid.cases_percent,
        grid.shared_percent,
        grid.key_code,
        {{ rounded_quotient('financing.expected_cases * grid.cases_percent', '100') | indent(8) }} as scenario_cases,
        {{ rounded_quotient('financing.total_dkk * grid.shared_percent', '100') | indent(8) }} as scenario_shared_dkk
    from financing
    cross join grid

),

paid as (

    select
        parts.*,
        parts.total_dkk - parts.scenario_shared_dkk as scenario_tariff_part_dkk,
        parts.scenario_shared_dkk
        - {{ surplus_taken('parts.scenario_shared_dkk', 'parts.surplus_dkk') }} as scenario_to_share_dkk
    from parts

),

by_key as (

    select
        {{ columns_of('paid', scenario) }},
        shares.area_code,
        shares.name,
        shares.n_persons,
        shares.amount_dkk as decided_amount_dkk,
        paid.expected_cases,
        paid.scenario_cases,
        paid.shared_share,
        paid.tariff_dkk as decided_tariff_dkk,
        {{ tariff('paid.scenario_tariff_part_dkk', 'paid.scenario_cases') | indent(8) }} as scenario_tariff_dkk,
        paid.scenario_tariff_part_dkk,
        paid.scenario_to_share_dkk,
        case
            when paid.key_code = 'population'
                then {{ share_by_key('paid.scenario_to_share_dkk', 'shares.n_persons', 'paid.n_persons') | indent(16) }}
            else {{ rounded_quotient(
                'paid.scenario_to_share_dkk',
                'count(*) over (partition by ' ~ (columns_of('paid', scenario) | replace('\n', ' ')) ~ ')'
            ) | indent(16) }}
        end as rounded_dkk,
        row_number() over (
            partition by {{ columns_of('paid', scenario, 12) }}
            order by shares.n_persons desc nulls last, shares.area_code asc nulls last
        ) as size_rank
    from paid
    inner join shares
        on {{ same('paid', 'shares', ['municipality_code', 'provider_id', 'year']) }}

),

placed as (

    select
        *,
        rounded_dkk + case
            when size_rank = 1
                then scenario_to_share_dkk - sum(rounded_dkk) over (partition by {{ scenario | join(', ') }})
            else 0
        end as amount_dkk
    from by_key

),

mart_shared_financing_scenarios as (

    select
        {{ columns_of('placed', scenario) }},
        placed.area_code,

        placed.name,

        placed.scenario_cases as n_cases,
        cast(placed.scenario_to_share_dkk as bigint) as to_share_dkk,
        cast(placed.scenario_tariff_part_dkk as bigint) as tariff_part_dkk,
        placed.scenario_tariff_dkk as tariff_dkk,
        placed.scenario_tariff_dkk - placed.decided_tariff_dkk as tariff_difference_dkk,
        placed.n_persons,
        cast(placed.amount_dkk as bigint) as amount_dkk,
        placed.decided_amount_dkk,
        cast(placed.amount_dkk - placed.decided_amount_dkk as bigint) as difference_dkk,

        placed.cases_percent = 100
        and placed.key_code = 'population'
        and placed.shared_percent = round(placed.shared_share * 100) as is_decided
    from placed

)

select * from mart_shared_financing_scenarios
