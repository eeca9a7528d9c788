-- grain: one row per cohort and day on which cases left it, with the share still undecided

{% set cohort = cohort_columns() %}

with

cohort_days as (

    select * from {{ ref('int_case_time__cohort_days') }}

),

{{ survival_curve('cohort_days', cohort) }},

int_case_time__survival as (

    select
        {{ cohort | join(',\n        ') }},
        day_no,
        max(n_at_risk) over (partition by {{ cohort | join(', ') }}) as n,
        n_at_risk,
        n_decided,
        n_withdrawn,
        n_transferred,
        n_other,
        n_open,
        open_share,
        ci_low,
        ci_high,
        decided_cif,
        withdrawn_cif,
        transferred_cif,
        other_cif,
        under_way_share
    from survival_points

)

select * from int_case_time__survival
