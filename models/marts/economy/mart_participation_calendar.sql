-- grain: one row per municipality with providers in the strengthened cooperation

-- What the calendar asks next: the windows to join and to leave, and by when.

with

as_of as (

    select * from {{ ref('int_follow_up__as_of') }}

),

municipalities as (

    select distinct municipality_code
    from {{ ref('stg_participation') }}

),

{{ rules_in_force() }},

windows as (

    select
        municipalities.municipality_code,
        as_of.as_of_on,
        rules.notice_years,
        rules.notice_month,
        rules.join_month,
        {{ notice_year('as_of.as_of_on') }} as join_year,
        {{ period_year_from(notice_year('as_of.as_of_on') ~ ' + rules.notice_years') }} as period_year
    from municipalities
    inner join as_of
        on municipalities.municipality_code = as_of.municipality_code
    inner join rules
        on {{ in_force_on('as_of.as_of_on') }}

),

mart_participation_calendar as (

    select
        rules.municipality_code,

        {{ notice_by_on('rules.join_year') }} as join_by_on,
        {{ first_of_month('rules.join_year + rules.notice_years', 'rules.join_month') }} as join_on,
        {{ notice_by_on('rules.period_year - rules.notice_years') }} as notice_by_on,
        {{ add_days(first_of_month('rules.period_year', 'rules.join_month'), -1) }} as leave_on,
        rules.as_of_on
    from windows as rules

)

select * from mart_participation_calendar
