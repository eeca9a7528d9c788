-- grain: one row per date from 1990 to 2050

with

dates as (

    {{ every_date('1990-01-01', '2050-12-31') | indent }}

),

holidays as (

    select * from {{ ref('danish_holidays') }}

),

days as (

    select
        dates.calendar_on,
        holidays.name_da as holiday_name_da,
        {{ iso_weekday('dates.calendar_on') }} as weekday_no,
        holidays.holiday_on is not null as is_public_holiday
    from dates
    left join holidays
        on dates.calendar_on = holidays.holiday_on

),

dim_calendar as (

    select
        calendar_on,
        {{ period_start('month', 'calendar_on') }} as month_start_on,
        {{ period_start('quarter', 'calendar_on') }} as quarter_start_on,
        {{ period_start('year', 'calendar_on') }} as year_start_on,

        holiday_name_da,

        weekday_no,
        -- Working days up to and with this date: the difference of two dates' numbers is the working
        -- days after the first, up to and with the second.
        cast(
            sum(case when weekday_no <= 5 and not is_public_holiday then 1 else 0 end)
                over (order by calendar_on rows between unbounded preceding and current row)
            as integer
        ) as working_day_no,

        weekday_no >= 6 as is_weekend,
        is_public_holiday,
        weekday_no <= 5 and not is_public_holiday as is_working_day
    from days

)

select * from dim_calendar
