-- grain: one row per organisation and period with decisions: what complaints are held against

with

decisions as (

    select * from {{ ref('fct_decisions') }}

),

cases as (

    select * from {{ ref('fct_cases') }}

),

placed as (

    select
        decisions.municipality_code,
        cases.department_code,
        coalesce(decisions.unit_code, cases.unit_code) as unit_code,
        {{ period_start('quarter', 'decisions.decided_on') }} as quarter_start_on,
        count(*) as n_decisions
    from decisions
    left join cases
        on decisions.case_key = cases.case_key
    group by
        decisions.municipality_code,
        cases.department_code,
        coalesce(decisions.unit_code, cases.unit_code),
        {{ period_start('quarter', 'decisions.decided_on') }}

),

{{ on_levels('placed', ['n_decisions'], 'quarter_start_on') }},

int_complaints__decisions as (

    select
        municipality_code,
        org_level,
        org_code,
        period_grain,
        period_start,
        cast(sum(n_decisions) as bigint) as n_decisions
    from placed_on_levels
    group by municipality_code, org_level, org_code, period_grain, period_start

)

select * from int_complaints__decisions
