-- grain: one row per cell and cause, 'all' among them that may be published

with

mart_quiet_what_if as (

    select * from {{ ref('mart_quiet_what_if') }}
    where org_level = 'municipality'

),

{{ public_edition(
    'mart_quiet_what_if',
    table=["municipality_code", "breakdown", "period_grain", period_start('year', 'period_start')],
    small=['n'],
    as_they_are=case_time_cell_columns() + ['cause_code'],
    counts=['n'],
    fine={'kept_share': 100, 'kept_if_halved_share': 100}
) }}

select * from mart_quiet_what_if_public
