-- grain: one row per indicator, period, organisation and breakdown that may be published, shown or suppressed

with

cells as (

    select * from {{ ref('mart_scorecard') }}

),

tables as (

    select * from {{ ref('int_public__tables') }}

),

indicators as (

    select * from {{ ref('dim_indicator') }}

),

placed as (

    select
        cells.*,
        indicators.unit,
        indicators.direction,
        tables.is_suppressed
    from cells
    inner join tables
        on
            cells.indicator_id = tables.sheet
            and {{ same('cells', 'tables', level_columns()) }}
    inner join indicators
        on cells.indicator_id = indicators.indicator_id

),

rounded as (

    select
        *,
        {{ published_interval(
            'public_low', 'public_high', 'value', 'n', 'is_suppressed', 'unit', 'ci_low', 'ci_high'
        ) | indent(8) }}
    from placed

),

-- The status follows from the figures that stand in the row, so that none contradicts them.
judged as (

    select
        *,
        case
            when is_suppressed then 'too_few'
            else
                {{ indicator_status(
                    "status <> 'not_measurable'", 'n', 'public_low', 'public_high', 'target', 'direction'
                ) | indent(16) }}
        end as public_status
    from rounded

),

-- A suppressed cell tells nothing of itself, not even whether it was empty.
mart_scorecard_public as (

    select
        municipality_code,
        indicator_id,
        period_grain,
        org_level,
        org_code,
        breakdown,
        breakdown_code,
        target_id,
        public_status as status,

        {{ published_count('n', 'is_suppressed') }} as n,
        {{ published('value', 'unit', 'is_suppressed') }} as value,
        public_low as ci_low,
        public_high as ci_high,
        target,
        {{ published('spc_mean', 'unit', 'is_suppressed') }} as spc_mean,
        {{ published('spc_lower', 'unit', 'is_suppressed') }} as spc_lower,
        {{ published('spc_upper', 'unit', 'is_suppressed') }} as spc_upper,
        case when not is_suppressed then spc_rule end as spc_rule,
        case when not is_suppressed then spc_signal end as spc_signal,

        period_start,
        period_end,
        case when public_status = 'not_met' then since end as since,
        data_date,

        is_partial,
        is_suppressed
    from judged

)

select * from mart_scorecard_public
