-- grain: one row per cell expected on the scorecard, with its value, interval, target and status

{% set cell = cell_columns() %}

with

cells as (

    select * from {{ ref('int_indicators__index') }}

),

indicators as (

    select * from {{ ref('dim_indicator') }}

),

targets as (

    select * from {{ ref('dim_target') }}

),

case_types as (

    select * from {{ ref('case_types') }}

),

measurability as (

    select * from {{ ref('int_quality_goals__measurability') }}
    where source = 'case_system'

),

-- The target in force on the first day of the period; a target for one code goes before one for all ('*').
-- All are those of the seed: nobody has decided a target for a code that nobody knows.
applicable as (

    select
        {{ columns_of('cells', cell) }},
        targets.target_id,
        targets.value as target,
        row_number() over (
            partition by {{ columns_of('cells', cell, 16) }}
            order by
                case when targets.org_code = '*' then 1 else 0 end asc nulls last,
                case when targets.breakdown_code = '*' then 1 else 0 end asc nulls last,
                targets.valid_from desc nulls last,
                targets.target_id asc nulls last
        ) as priority
    from cells
    inner join targets
        on
            cells.indicator_id = targets.indicator_id
            and cells.municipality_code = targets.municipality_code
            and cells.org_level = targets.org_level
            and cells.breakdown = targets.breakdown
            and targets.org_code in (cells.org_code, '*')
            and targets.breakdown_code in (cells.breakdown_code, '*')
            and cells.period_start >= targets.valid_from
            and cells.period_start <= coalesce(targets.valid_to, cells.period_start)
    left join case_types
        on cells.breakdown_code = case_types.case_type_code
    where
        cells.breakdown <> 'case_type'
        or targets.breakdown_code <> '*'
        or case_types.case_type_code is not null

),

figures as (

    select
        cells.*,
        indicators.unit,
        indicators.direction,
        coalesce(measurability.measurability in ('measured', 'partly_measured'), true) as is_measurable,
        case
            when cells.n < {{ too_few_below() }} then null
            when indicators.unit = 'share' then cells.numerator / cast(cells.n as double)
            else cells.median
        end as value,
        case
            when cells.n < {{ too_few_below() }} then null
            when indicators.unit = 'share' then {{ wilson_low('cells.numerator', 'cells.n') }}
            else cells.median_low
        end as ci_low,
        case
            when cells.n < {{ too_few_below() }} then null
            when indicators.unit = 'share' then {{ wilson_high('cells.numerator', 'cells.n') }}
            else cells.median_high
        end as ci_high
    from cells
    inner join indicators
        on cells.indicator_id = indicators.indicator_id
    left join measurability
        on
            {{ same('cells', 'measurability', [
                'indicator_id', 'municipality_code', 'org_level', 'org_code', 'period_grain', 'period_start'
            ]) }}

),

int_indicators__status as (

    select
        {{ columns_of('figures', cell) }},
        figures.period_end,
        figures.data_date,
        figures.period_end > figures.data_date as is_partial,
        figures.n,
        case when figures.unit = 'share' then figures.numerator end as numerator,
        figures.n_excluded,
        figures.direction,
        figures.value,
        figures.ci_low,
        figures.ci_high,
        applicable.target,
        applicable.target_id,
        {{ indicator_status(
            'figures.is_measurable', 'figures.n', 'figures.ci_low', 'figures.ci_high', 'applicable.target',
            'figures.direction'
        ) | indent(8) }} as status
    from figures
    left join applicable
        on
            applicable.priority = 1
            and {{ same('figures', 'applicable', cell) }}

)

select * from int_indicators__status
