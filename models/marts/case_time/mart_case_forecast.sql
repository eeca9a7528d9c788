-- grain: one row per municipality, case type and month that has ended

-- How many cases a year will have come to, as forecast at the end of each of its months: those received so far,
-- divided by the share that earlier whole years had received by then. Every month of a whole year is a trial of the
-- rule, and how far it was off is the typical error of the years after it.

{% set of_month = ['municipality_code', 'case_type_code', 'month_no'] %}
{% set earlier = 'partition by ' ~ of_month | join(', ')
    ~ ' order by year_start_on asc nulls last rows between unbounded preceding and 1 preceding' %}

with

cases as (

    select * from {{ ref('fct_cases') }}

),

observed as (

    select * from {{ ref('int_cases__observed_until') }}

),

calendar as (

    select * from {{ ref('dim_calendar') }}

),

estimates as (

    select * from {{ ref('case_estimates') }}

),

data_dates as (

    select
        municipality_code,
        max(observed_until) as data_date
    from observed
    group by municipality_code

),

first_months as (

    select
        municipality_code,
        {{ period_start('month', 'min(received_on)') }} as first_month_on
    from cases
    group by municipality_code

),

received as (

    select
        municipality_code,
        case_type_code,
        {{ period_start('month', 'received_on') }} as month_start_on,
        count(*) as n_received
    from cases
    group by municipality_code, case_type_code, {{ period_start('month', 'received_on') }}

),

case_types as (

    select distinct
        municipality_code,
        case_type_code
    from received

),

months as (

    select
        case_types.municipality_code,
        case_types.case_type_code,
        calendar.year_start_on,
        calendar.month_start_on,
        data_dates.data_date,
        {{ period_end('month', 'calendar.month_start_on') }} as known_on,
        cast(extract(month from calendar.month_start_on) as integer) as month_no,
        calendar.year_start_on >= first_months.first_month_on as is_from_january
    from case_types
    inner join data_dates
        on case_types.municipality_code = data_dates.municipality_code
    inner join first_months
        on case_types.municipality_code = first_months.municipality_code
    inner join calendar
        on
            calendar.calendar_on = calendar.month_start_on
            and first_months.first_month_on <= calendar.month_start_on
            and data_dates.data_date >= {{ period_end('month', 'calendar.month_start_on') }}

),

so_far as (

    select
        months.*,
        sum(coalesce(received.n_received, 0)) over (
            partition by months.municipality_code, months.case_type_code, months.year_start_on
            order by months.month_start_on asc nulls last
            rows between unbounded preceding and current row
        ) as n_so_far,
        case
            when months.is_from_january and {{ period_end('year', 'months.year_start_on') }} <= months.data_date
                then sum(coalesce(received.n_received, 0)) over (
                    partition by months.municipality_code, months.case_type_code, months.year_start_on
                )
        end as n_cases
    from months
    left join received
        on {{ same('months', 'received', ['municipality_code', 'case_type_code', 'month_start_on']) }}

),

shares as (

    select
        *,
        sum(case when n_cases is not null then n_so_far end) over ({{ earlier }}) as earlier_so_far,
        sum(n_cases) over ({{ earlier }}) as earlier_cases
    from so_far

),

told as (

    select
        *,
        case
            when is_from_january and earlier_so_far > 0
                then round(cast(n_so_far as double) * cast(earlier_cases as double) / cast(earlier_so_far as double))
        end as forecast
    from shares

),

erred as (

    select
        *,
        case when n_cases > 0 then abs(forecast - n_cases) / cast(n_cases as double) end as error_share
    from told

),

tried as (

    select
        *,
        {{ exact_avg('error_share', earlier) }} as typical_error_share,
        count(error_share) over ({{ earlier }}) as n_years_tried
    from erred

),

mart_case_forecast as (

    select
        tried.municipality_code,
        tried.case_type_code,

        cast(tried.n_so_far as bigint) as n_so_far,
        cast(tried.forecast as bigint) as forecast_cases,
        tried.forecast - tried.forecast * coalesce(tried.typical_error_share, 0e0) as forecast_low,
        tried.forecast + tried.forecast * coalesce(tried.typical_error_share, 0e0) as forecast_high,
        cast(tried.n_cases as bigint) as n_cases,
        tried.error_share,
        tried.typical_error_share,
        cast(tried.n_years_tried as bigint) as n_years_tried,
        cast(estimates.estimate as bigint) as estimate,

        tried.year_start_on,
        tried.known_on,

        tried.known_on = max(tried.known_on) over (partition by tried.municipality_code) as is_newest
    from tried
    left join estimates
        on {{ same('tried', 'estimates', ['municipality_code', 'case_type_code', 'year_start_on']) }}

)

select * from mart_case_forecast
