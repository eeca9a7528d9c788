-- grain: one row per indicator, period, organisation and breakdown that may be published, shown or suppressed

with

cells as (

    select * from {{ ref('mart_scorecard') }}

),

disclosure as (

    select * from {{ ref('int_indicators__disclosure') }}

),

indicators as (

    select * from {{ ref('dim_indicator') }}

),

-- A suppressed cell tells nothing of itself, not even whether it was empty.
mart_scorecard_public as (

    select
        cells.municipality_code,
        cells.indicator_id,
        cells.period_grain,
        cells.org_level,
        cells.org_code,
        cells.breakdown,
        cells.breakdown_code,
        cells.target_id,
        case when disclosure.is_suppressed then 'too_few' else cells.status end as status,

        case when not disclosure.is_suppressed then cast(round(cells.n / 5e0) * 5 as bigint) end as n,
        {{ published('cells.value', 'indicators.unit', 'disclosure.is_suppressed') }} as value,
        {{ published('cells.ci_low', 'indicators.unit', 'disclosure.is_suppressed') }} as ci_low,
        {{ published('cells.ci_high', 'indicators.unit', 'disclosure.is_suppressed') }} as ci_high,
        cells.target,
        {{ published('cells.spc_mean', 'indicators.unit', 'disclosure.is_suppressed') }} as spc_mean,
        {{ published('cells.spc_lower', 'indicators.unit', 'disclosure.is_suppressed') }} as spc_lower,
        {{ published('cells.spc_upper', 'indicators.unit', 'disclosure.is_suppressed') }} as spc_upper,
        case when not disclosure.is_suppressed then cells.spc_rule end as spc_rule,
        case when not disclosure.is_suppressed then cells.spc_signal end as spc_signal,

        cells.period_start,
        cells.period_end,
        case when not disclosure.is_suppressed then cells.since end as since,
        cells.data_date,

        cells.is_partial,
        disclosure.is_suppressed
    from cells
    inner join disclosure
        on {{ same('cells', 'disclosure', cell_columns()) }}
    inner join indicators
        on cells.indicator_id = indicators.indicator_id

)

select * from mart_scorecard_public
