-- grain: one row per provider and year with an estimate of cases

{% set key = ['municipality_code', 'provider_id', 'year'] %}

with

cases as (

    select * from {{ ref('provider_cases') }}

),

financing as (

    select * from {{ ref('mart_shared_financing') }}
    where not is_estimate

),

costs as (

    select
        municipality_code,
        provider_id,
        budget_year,
        {{ rounded_quotient('cast(budget_dkk * 100 as bigint)', '100') | indent(8) }} as budget_dkk,
        {{ rounded_quotient('cast(actual_dkk * 100 as bigint)', '100') | indent(8) }} as actual_dkk
    from {{ ref('mart_budget_accounts') }}
    where row_level = 'total'

),

mart_provider_cases as (

    select
        {{ columns_of('cases', key) }},

        cases.source,

        cases.expected_cases,
        cases.actual_cases,
        cases.actual_cases - cases.expected_cases as case_difference,
        cast(cases.actual_cases as double) / cast(cases.expected_cases as double) as ratio,
        coalesce(costs.actual_dkk, costs.budget_dkk) as cost_dkk,
        case
            when costs.actual_dkk is not null then 'actual'
            when costs.budget_dkk is not null then 'budget'
            else 'none'
        end as cost_basis,
        {{ rounded_quotient(
            'coalesce(costs.actual_dkk, costs.budget_dkk)', 'coalesce(cases.actual_cases, cases.expected_cases)'
        ) | indent(8) }} as cost_per_case_dkk,
        financing.tariff_dkk,
        financing.tariff_part_dkk,
        financing.tariff_dkk * cases.actual_cases as tariff_income_dkk,
        financing.tariff_dkk * cases.actual_cases - financing.tariff_part_dkk as tariff_income_difference_dkk,

        cases.is_preliminary
    from cases
    left join financing
        on {{ same('cases', 'financing', key) }}
    left join costs
        on
            {{ same('cases', 'costs', ['municipality_code', 'provider_id']) }}
            and cases.year = costs.budget_year

)

select * from mart_provider_cases
