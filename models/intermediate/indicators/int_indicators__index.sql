-- grain: one row per cell expected on the scorecard, with or without evidence

{% set series = series_columns() %}
{% set cell = cell_columns() %}

with

expected_series as (

    select * from {{ ref('int_indicators__series') }}

),

cells as (

    select * from {{ ref('int_indicators__cells') }}

),

calendar as (

    select * from {{ ref('dim_calendar') }}

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

-- From the first month with enough cases to show a figure, so that a case dated 1901 by mistake does not
-- fill a century with empty rows (it is a row of its own all the same).
spans as (

    select
        data_dates.municipality_code,
        data_dates.data_date,
        min(cells.period_start) as first_month_on
    from data_dates
    inner join cells
        on data_dates.municipality_code = cells.municipality_code
    where cells.period_grain = 'month' and cells.n >= {{ too_few_below() }}
    group by data_dates.municipality_code, data_dates.data_date

),

periods as (

    {% for period_grain in ['month', 'quarter', 'year'] %}
    select
        spans.municipality_code,
        '{{ period_grain }}' as period_grain,
        calendar.{{ period_grain }}_start_on as period_start,
        calendar.year_start_on
    from spans
    inner join calendar
        on
            spans.data_date >= calendar.calendar_on
            and {{ period_start(period_grain, 'spans.first_month_on') }} <= calendar.calendar_on
    where calendar.calendar_on = calendar.{{ period_grain }}_start_on
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

-- A cell with evidence outside the span is listed as well: no case is lost.
listed as (

    select
        {{ columns_of('expected_series', series) }},
        periods.period_grain,
        periods.period_start
    from expected_series
    inner join periods
        on
            expected_series.municipality_code = periods.municipality_code
            and coalesce(expected_series.first_year_on, periods.year_start_on) <= periods.year_start_on
            and coalesce(expected_series.last_year_on, periods.year_start_on) >= periods.year_start_on
    union
    select
        {{ cell | join(',\n        ') }}
    from cells

),

int_indicators__index as (

    select
        {{ columns_of('listed', cell) }},
        case listed.period_grain
            {% for period_grain in ['month', 'quarter', 'year'] %}
            when '{{ period_grain }}' then {{ period_end(period_grain, 'listed.period_start') }}
            {% endfor %}
        end as period_end,
        data_dates.data_date,
        coalesce(cells.n, 0) as n,
        coalesce(cells.numerator, 0) as numerator,
        coalesce(cells.n_excluded, 0) as n_excluded,
        cells.median,
        cells.median_low,
        cells.median_high
    from listed
    left join cells
        on
            {{ same('listed', 'cells', cell) }}
    left join data_dates
        on listed.municipality_code = data_dates.municipality_code

)

select * from int_indicators__index
