-- grain: one row per cell of the tables that may be published, with whether its table is shown

-- The tables: departments, units of a department, case types and target groups of the municipality, each in
-- the months of a quarter, the quarters of a year or a year. A unit's case types are not published: tables of
-- three dimensions cannot be protected line by line (tests/oracles/data/disclosure_control.json).
--
-- A table is shown whole or not at all. It is hidden where one of its cells is of 1 to 9 cases, and where a
-- table above it is hidden, by organisation or by period: its sums would tell what that one hides. In a hidden
-- table zeros are hidden too.

{% set table_of_cell = 'indicator_id, municipality_code, org_level, parent_code, breakdown' %}
{% set period_of_cell = 'indicator_id, municipality_code, period_grain, period_start' %}

with

cells as (

    select * from {{ ref('mart_scorecard') }}

),

organisations as (

    select * from {{ ref('dim_organisation') }}

),

publishable as (

    select
        {{ columns_of('cells', cell_columns()) }},
        coalesce(organisations.parent_code, '-') as parent_code,
        {{ period_start('quarter', 'cells.period_start') }} as quarter_start_on,
        {{ period_start('year', 'cells.period_start') }} as year_start_on,
        case when cells.n between 1 and {{ too_few_below() }} - 1 then 1 else 0 end as is_small
    from cells
    left join organisations
        on {{ same('cells', 'organisations', ['municipality_code', 'org_level', 'org_code']) }}
    where cells.breakdown = 'total' or cells.org_level = 'municipality'

),

-- By period: a year's figure hides its quarters, a year's quarters hide its months.
by_period as (

    select
        *,
        case
            when period_grain = 'month'
                then greatest(
                    max(case when period_grain = 'month' then is_small else 0 end)
                        over (partition by {{ table_of_cell }}, quarter_start_on),
                    max(case when period_grain <> 'month' then is_small else 0 end)
                        over (partition by {{ table_of_cell }}, year_start_on)
                )
            when period_grain = 'quarter'
                then
                    max(case when period_grain <> 'month' then is_small else 0 end)
                        over (partition by {{ table_of_cell }}, year_start_on)
            else
                max(case when period_grain = 'year' then is_small else 0 end)
                    over (partition by {{ table_of_cell }}, year_start_on)
        end as is_hidden
    from publishable

),

-- By organisation: the municipality's figures hide every table below them, the departments' their units'.
by_organisation as (

    select
        *,
        max(case when org_level = 'municipality' and breakdown = 'total' then is_hidden else 0 end)
            over (partition by {{ period_of_cell }}) as municipality_is_hidden,
        max(case when org_level = 'department' then is_hidden else 0 end)
            over (partition by {{ period_of_cell }}) as departments_are_hidden
    from by_period

),

int_indicators__disclosure as (

    select
        {{ cell_columns() | join(',\n        ') }},
        is_hidden = 1
        or municipality_is_hidden = 1
        or (org_level = 'unit' and departments_are_hidden = 1) as is_suppressed
    from by_organisation

)

select * from int_indicators__disclosure
