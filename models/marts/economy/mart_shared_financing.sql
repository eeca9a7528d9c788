-- grain: one row per provider and year that is financed together

{% set key = ['municipality_code', 'provider_id'] %}

with

financing as (

    select * from {{ ref('shared_financing') }}

),

budgets as (

    select
        municipality_code,
        provider_id,
        budget_year,
        -- Whole kroner: budgets are made in them.
        {{ rounded_quotient('cast(amount_dkk * 100 as bigint)', '100') | indent(8) }} as total_dkk
    from {{ ref('mart_budget') }}
    where
        kind = 'budget'
        and row_level = 'total'
        and amount_dkk is not null

),

cases as (

    select * from {{ ref('provider_cases') }}

),

populations as (

    select
        municipality_code,
        provider_id,
        year,
        sum(n_persons) as n_persons,
        count(*) as n_municipalities,
        sum(case when population_status = 'ok' then 1 else 0 end) as n_known,
        max(case when population_status = 'of_another_date' then 1 else 0 end) as is_of_another_date,
        max(case when population_status in ('counted_twice', 'ages_missing') then 1 else 0 end) as has_wrong_ages,
        max(other_counted_on) as other_counted_on,
        max(basis) as basis
    from {{ ref('int_economy__key_populations') }}
    group by municipality_code, provider_id, year

),

parts as (

    select
        financing.*,
        budgets.total_dkk,
        cases.expected_cases,
        populations.n_persons,
        populations.basis,
        populations.other_counted_on,
        case
            when populations.n_municipalities is null then 'no_municipalities'
            when populations.n_known = populations.n_municipalities then 'ok'
            when populations.has_wrong_ages = 1 then 'wrong_ages'
            when populations.n_known > 0 then 'incomplete'
            when populations.is_of_another_date = 1 then 'of_another_date'
            else 'missing'
        end as population_status,
        {{ shared_part('budgets.total_dkk', 'financing.shared_share') | indent(8) }} as shared_dkk
    from financing
    left join budgets
        on
            {{ same('financing', 'budgets', key) }}
            and financing.budget_year = budgets.budget_year
    left join cases
        on
            {{ same('financing', 'cases', key) }}
            and financing.budget_year = cases.year
    left join populations
        on {{ same('financing', 'populations', key + ['year']) }}

),

shared as (

    select
        *,
        total_dkk - shared_dkk as tariff_part_dkk,
        {{ surplus_taken('shared_dkk', 'surplus_dkk') }} as surplus_taken_dkk
    from parts

),

mart_shared_financing as (

    select
        shared.municipality_code,
        shared.provider_id,
        shared.year,

        shared.budget_year,
        shared.decided_by,
        shared.case_number,
        shared.source,
        case
            when shared.total_dkk is null then 'budget_missing'
            when shared.expected_cases is null then 'cases_missing'
            else 'ok'
        end as financing_status,
        shared.population_status,
        shared.basis as population_basis,
        cast(shared.shared_share as double) as shared_share,

        shared.total_dkk,
        shared.shared_dkk,
        shared.surplus_year,
        shared.surplus_dkk,
        case when shared.shared_dkk is not null then shared.surplus_taken_dkk end as surplus_taken_dkk,
        shared.shared_dkk - shared.surplus_taken_dkk as shared_after_surplus_dkk,
        shared.shared_dkk - shared.surplus_taken_dkk
        - (earlier.shared_dkk - earlier.surplus_taken_dkk) as shared_difference_dkk,
        shared.tariff_part_dkk,
        shared.expected_cases,
        {{ tariff('shared.tariff_part_dkk', 'shared.expected_cases') | indent(8) }} as tariff_dkk,
        cast(shared.n_persons as bigint) as n_persons,

        shared.population_on,
        shared.other_counted_on,
        shared.decided_on,

        shared.is_estimate
    from shared
    left join shared as earlier
        on
            {{ same('shared', 'earlier', key) }}
            and shared.year - 1 = earlier.year

)

select * from mart_shared_financing
