-- grain: one row per municipality, case type and year with an estimate that may be published

with

mart_case_estimates as (

    select * from {{ ref('mart_case_estimates') }}

),

{{ public_edition(
    'mart_case_estimates',
    table=["municipality_code", "year_start_on"],
    small=['n_cases'],
    as_they_are=[
        'municipality_code', 'case_type_code', 'year_start_on', 'decided_by', 'case_number', 'n_estimated',
        'decided_on', 'data_date', 'is_partial'
    ],
    counts=['n_cases'],
    fine={'estimate_share': 100}
) }}

select * from mart_case_estimates_public
