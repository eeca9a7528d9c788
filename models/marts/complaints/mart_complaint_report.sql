-- grain: one row per organisation, breakdown and period: the quarterly statistic and the yearly report

{% set series = ['municipality_code', 'org_level', 'org_code', 'breakdown', 'breakdown_code', 'period_grain'] %}
{% set org = ['municipality_code', 'org_level', 'org_code', 'period_grain', 'period_start'] %}

with

complaints as (

    select * from {{ ref('mart_complaints') }}
    where breakdown in ('total', 'channel', 'area')

),

reversals as (

    select * from {{ ref('mart_complaint_reversals') }}
    where breakdown = 'total'

),

-- A quarter is held against the same quarter of the year before, a year against the year before.
compared as (

    select
        *,
        {{ month_start_after('period_start', -12) }} as before_start_on
    from complaints

),

mart_complaint_report as (

    select
        {{ columns_of('compared', series) }},
        compared.period_start,

        compared.n_complaints,
        compared.n_points,
        earlier.n_complaints as n_complaints_before,
        earlier.n_points as n_points_before,
        compared.per_1000_decisions,
        earlier.per_1000_decisions as per_1000_decisions_before,
        compared.n_points_assessed,
        compared.justified_share,
        earlier.justified_share as justified_share_before,
        {{ difference_low(
            'earlier.justified_share', 'earlier.justified_high', 'compared.justified_share', 'compared.justified_low'
        ) | indent(8) }} as justified_difference_low,
        {{ difference_high(
            'earlier.justified_share', 'earlier.justified_low', 'compared.justified_share', 'compared.justified_high'
        ) | indent(8) }} as justified_difference_high,
        compared.n_answered,
        compared.answer_days_median,
        earlier.answer_days_median as answer_days_median_before,
        compared.n_repeats,
        compared.n_unanswered,
        reversals.n_on_merits,
        reversals.reversal_share,

        compared.data_date,

        compared.is_partial
    from compared
    left join complaints as earlier
        on
            {{ same('compared', 'earlier', series) }}
            and compared.before_start_on = earlier.period_start
    left join reversals
        on
            {{ same('compared', 'reversals', org) }}
            and compared.breakdown = 'total'

)

select * from mart_complaint_report
