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
        case
            when disclosure.is_suppressed then null
            when indicators.unit = 'share' then round(cells.value, 2)
            else round(cells.value)
        end as value,
        cells.target,

        cells.period_start,
        cells.period_end,
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
