-- grain: one row per cohort: municipality, clock, breakdown, code and period received that may be published

with

mart_time_to_decision as (

    select * from {{ ref('mart_time_to_decision') }}

),

{{ public_edition(
    'mart_time_to_decision',
    table=["municipality_code", "clock", "breakdown", "period_grain", period_start('year', 'period_start')],
    small=['n', 'n_decided'],
    as_they_are=cohort_columns() + [
        'km_q1_days', 'km_median_days', 'km_q3_days', 'km_median_low', 'km_median_high', 'deadline_days',
        'is_different'
    ],
    counts=['n', 'n_decided'],
    fine={
        'decided_by_deadline_share': 100, 'decided_by_deadline_low': 100, 'decided_by_deadline_high': 100,
        'closed_only_median_days': 1, 'closed_only_bias_days': 1, 'withdrawn_share': 100, 'transferred_share': 100
    }
) }}

select * from mart_time_to_decision_public
