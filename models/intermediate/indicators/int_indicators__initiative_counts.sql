-- grain: one row per initiative, group, whole month and value in it

-- The organisation that took part, and the others of its level taken together, with the same breakdown. The month
-- an initiative begins in belongs to neither side, unless it begins on the first.

with

initiatives as (

    select * from {{ ref('dim_initiative') }}

),

distribution as (

    select * from {{ ref('int_indicators__distribution') }}

),

observed as (

    select * from {{ ref('int_cases__observed_until') }}

),

data_dates as (

    select
        municipality_code,
        max(observed_until) as data_date
    from observed
    group by municipality_code

),

windows as (

    select
        initiatives.*,
        data_dates.data_date,
        {{ month_start_after('initiatives.starts_on', 0) }} as start_month_on,
        {{ month_start_after('initiatives.starts_on', -12) }} as window_from_on,
        {{ month_start_after(add_days('initiatives.starts_on', -1), 1) }} as first_month_on,
        {{ month_start_after(add_days('initiatives.starts_on', -1), 13) }} as window_until_on
    from initiatives
    inner join data_dates
        on initiatives.municipality_code = data_dates.municipality_code

),

months as (

    select
        windows.initiative_id,
        windows.indicator_id,
        windows.municipality_code,
        case when distribution.org_code = windows.org_code then 'part' else 'others' end as group_code,
        distribution.period_start,
        distribution.period_start >= windows.first_month_on as is_after,
        distribution.period_start >= windows.window_from_on
        and distribution.period_start < windows.window_until_on as is_in_window,
        distribution.value,
        distribution.n,
        distribution.numerator
    from windows
    inner join distribution
        on
            windows.indicator_id = distribution.indicator_id
            and windows.municipality_code = distribution.municipality_code
            and windows.org_level = distribution.org_level
            and windows.breakdown = distribution.breakdown
            and windows.breakdown_code = distribution.breakdown_code
    where
        distribution.period_grain = 'month'
        and windows.data_date >= {{ period_end('month', 'distribution.period_start') }}
        and (
            distribution.period_start >= windows.first_month_on
            or distribution.period_start < windows.start_month_on
        )

),

int_indicators__initiative_counts as (

    select
        initiative_id,
        indicator_id,
        municipality_code,
        group_code,
        period_start,
        is_after,
        is_in_window,
        value,
        cast(sum(n) as bigint) as n,
        cast(sum(numerator) as bigint) as numerator
    from months
    group by
        initiative_id, indicator_id, municipality_code, group_code, period_start, is_after, is_in_window, value

)

select * from int_indicators__initiative_counts
