-- grain: one row per indicator, comparison (all units, or a department's), period and unit

{% set comparison = ['indicator_id', 'municipality_code', 'department_code', 'period_grain', 'period_start'] %}

with

cells as (

    select * from {{ ref('int_indicators__cells') }}

),

indicators as (

    select * from {{ ref('dim_indicator') }}

),

organisations as (

    select * from {{ ref('dim_organisation') }}

),

unit_cells as (

    select
        cells.indicator_id,
        cells.municipality_code,
        organisations.parent_code as department_code,
        cells.period_grain,
        cells.period_start,
        cells.org_code,
        cells.breakdown_code as case_type_code,
        cells.n,
        cells.numerator
    from cells
    inner join indicators
        on cells.indicator_id = indicators.indicator_id
    inner join organisations
        on {{ same('cells', 'organisations', ['municipality_code', 'org_level', 'org_code']) }}
    where
        indicators.unit = 'share'
        and cells.org_level = 'unit'
        and cells.org_code <> '-'
        and cells.breakdown = 'case_type'
        and cells.period_grain in ('quarter', 'year')
        and cells.n > 0

),

-- Every unit is compared with all units, and with those of its department.
compared as (

    select
        indicator_id,
        municipality_code,
        'all' as department_code,
        period_grain,
        period_start,
        org_code,
        case_type_code,
        n,
        numerator
    from unit_cells
    union all
    select * from unit_cells

),

-- What each case type's share is among the units compared: a unit is held against its own mix of cases. Decimals
-- add up to the same in any order, doubles do not.
expected as (

    select
        *,
        cast(
            n * sum(numerator) over (partition by {{ comparison | join(', ') }}, case_type_code)
            / cast(sum(n) over (partition by {{ comparison | join(', ') }}, case_type_code) as double)
            as decimal(28, 12)
        ) as n_expected
    from compared

),

units as (

    select
        {{ comparison | join(',\n        ') }},
        org_code,
        sum(n) as n,
        sum(numerator) as numerator,
        cast(sum(n_expected) as double) as n_expected
    from expected
    group by {{ comparison | join(', ') }}, org_code

),

centred as (

    select
        *,
        sum(numerator) over (partition by {{ comparison | join(', ') }})
        / cast(sum(n) over (partition by {{ comparison | join(', ') }}) as double) as centre,
        sum(case when n >= {{ too_few_below() }} then 1 else 0 end)
            over (partition by {{ comparison | join(', ') }}) as n_units
    from units

),

adjusted as (

    select
        *,
        n_units >= 3 and centre > 0 and centre < 1 as is_drawn,
        n >= {{ too_few_below() }} as has_figure,
        case when n_expected > 0 then centre * numerator / n_expected end as adjusted_share
    from centred

),

limited as (

    select
        *,
        case when is_drawn then {{ funnel_low('centre', 'n') }} end as low95,
        case when is_drawn then {{ funnel_high('centre', 'n') }} end as high95,
        case when is_drawn then {{ funnel_low('centre', 'n', z998()) }} end as low998,
        case when is_drawn then {{ funnel_high('centre', 'n', z998()) }} end as high998,
        -- Cochran's Q, the squared distances in standard errors, is one less than the units where chance is all.
        cast(
            sum(
                case
                    when is_drawn and has_figure
                        then cast(
                            (adjusted_share - centre) * (adjusted_share - centre) * n / (centre * (1 - centre))
                            as decimal(28, 12)
                        )
                end
            ) over (partition by {{ comparison | join(', ') }}) as double
        ) as q
    from adjusted

),

mart_unit_spread as (

    select
        indicator_id,
        municipality_code,
        department_code,
        period_grain,
        org_code,
        case
            when not is_drawn then 'not_drawn'
            when not has_figure then 'too_few'
            when adjusted_share > high998 then 'above_998'
            when adjusted_share < low998 then 'below_998'
            when adjusted_share > high95 then 'above_95'
            when adjusted_share < low95 then 'below_95'
            else 'inside'
        end as funnel_signal,

        cast(n as bigint) as n,
        cast(numerator as bigint) as numerator,
        case when has_figure then numerator / cast(n as double) end as value,
        case when has_figure then n_expected / cast(n as double) end as expected_share,
        case when has_figure then adjusted_share end as adjusted_share,
        centre,
        low95,
        high95,
        low998,
        high998,
        cast(n_units as bigint) as n_units,
        case when q > n_units - 1 then (n_units - 1) / q when q is not null then 1e0 end as chance_share,

        period_start,

        is_drawn
    from limited

)

select * from mart_unit_spread
