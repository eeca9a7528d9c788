-- grain: one row per breakdown of the municipality's open cases that may be published

with

mart_open_cases as (

    select * from {{ ref('mart_open_cases') }}
    where org_level = 'municipality'

),

{{ public_edition(
    'mart_open_cases',
    table=["municipality_code", "breakdown"],
    small=[
        'n_open', 'n_overdue', 'n_due_in_30_days', 'n_no_deadline',
        'n_open - n_overdue - n_due_in_30_days - n_no_deadline'
    ],
    as_they_are=['municipality_code', 'org_level', 'org_code', 'breakdown', 'breakdown_code', 'data_date'],
    counts=['n_open', 'n_overdue', 'n_due_in_30_days', 'n_no_deadline'],
    fine={'median_days_over': 1, 'median_days_open': 1}
) }}

select * from mart_open_cases_public
