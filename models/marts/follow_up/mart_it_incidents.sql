-- grain: one row per system, kind of incident and month since the system's first incident

{% set series = ['municipality_code', 'system', 'kind'] %}

with

incidents as (

    select
        *,
        {{ period_start('month', 'started_at') }} as month_start_on
    from {{ ref('stg_it_incidents') }}

),

as_of as (

    select * from {{ ref('int_follow_up__as_of') }}

),

calendar as (

    select month_start_on
    from {{ ref('dim_calendar') }}
    group by month_start_on

),

systems as (

    select
        municipality_code,
        system,
        min(month_start_on) as first_month_on
    from incidents
    group by municipality_code, system

),

kinds as (

    select
        municipality_code,
        system,
        kind
    from incidents
    group by municipality_code, system, kind

),

-- A month without an incident is a month with none, and not a gap.
months as (

    select
        kinds.municipality_code,
        kinds.system,
        kinds.kind,
        calendar.month_start_on,
        {{ period_end('month', 'calendar.month_start_on') }} > as_of.as_of_on as is_partial
    from kinds
    inner join systems
        on
            kinds.municipality_code = systems.municipality_code
            and kinds.system = systems.system
    inner join as_of
        on kinds.municipality_code = as_of.municipality_code
    inner join calendar
        on
            systems.first_month_on <= calendar.month_start_on
            and as_of.as_of_on >= calendar.month_start_on

),

counted as (

    select
        months.municipality_code,
        months.system,
        months.kind,
        months.month_start_on,
        months.is_partial,
        cast(count(incidents.incident_id) as double) as n_incidents,
        sum({{ minutes_between('incidents.started_at', 'incidents.ended_at') }}) as minutes,
        sum(
            {{ minutes_between('incidents.started_at', 'incidents.ended_at') }} * coalesce(incidents.n_users, 0)
        ) as user_minutes,
        max(incidents.n_users) as most_users,
        max(incidents.response_seconds) as longest_response_seconds
    from months
    left join incidents
        on
            months.month_start_on = incidents.month_start_on
            and {{ same('months', 'incidents', series) }}
    group by
        months.municipality_code, months.system, months.kind, months.month_start_on, months.is_partial

),

points as (

    select
        municipality_code,
        system,
        kind,
        month_start_on,
        n_incidents
    from counted
    where not is_partial

),

{{ spc_xmr('points', series, 'month_start_on', 'n_incidents') }},

mart_it_incidents as (

    select
        counted.municipality_code,

        counted.system,
        counted.kind,
        {{ spc_signal('spc_points', "'lower_is_better'") | indent(8) }} as spc_signal,
        case when spc_points.n_points >= {{ spc_min_points() }} then spc_points.spc_rule end as spc_rule,

        cast(counted.n_incidents as bigint) as n_incidents,
        cast(counted.minutes as bigint) as minutes,
        cast(counted.user_minutes as double) / 60e0 as user_hours,
        counted.most_users,
        counted.longest_response_seconds,
        case when spc_points.n_points >= {{ spc_min_points() }} then spc_points.spc_mean end as spc_mean,
        case when spc_points.n_points >= {{ spc_min_points() }} then spc_points.spc_lower end as spc_lower,
        case when spc_points.n_points >= {{ spc_min_points() }} then spc_points.spc_upper end as spc_upper,

        counted.month_start_on,
        counted.is_partial
    from counted
    left join spc_points
        on
            counted.month_start_on = spc_points.month_start_on
            and {{ same('counted', 'spc_points', series) }}

)

select * from mart_it_incidents
