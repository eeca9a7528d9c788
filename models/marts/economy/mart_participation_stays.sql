-- grain: one row per provider of the strengthened cooperation and day it joined

{% set key = ['municipality_code', 'provider_id', 'joined_on'] %}

with

as_of as (

    select * from {{ ref('int_follow_up__as_of') }}

),

participation as (

    select * from {{ ref('stg_participation') }}

),

{{ rules_in_force() }},

-- Joining is judged by the rules of the day it joined.
joined as (

    select
        {{ columns_of('participation', key) }},
        extract(day from participation.joined_on) = 1
        and extract(month from participation.joined_on) = rules.join_month as is_joined_in_time
    from participation
    inner join rules
        on {{ in_force_on('participation.joined_on') }}

),

-- Leaving is judged by the rules of the day notice was given; without one, by those of the last day.
leaving as (

    select
        {{ columns_of('participation', key) }},
        case when participation.notice_on is not null then {{ leaves_on('participation.notice_on') }} end
            as earliest_leave_on,
        participation.left_on is null
        or (
            extract(day from {{ add_days('participation.left_on', 1) }}) = 1
            and extract(month from {{ add_days('participation.left_on', 1) }}) = rules.join_month
            and mod(
                extract(year from {{ add_days('participation.left_on', 1) }}) - rules.first_period_year,
                rules.period_years
            ) = 0
        ) as is_left_at_end_of_period
    from participation
    inner join rules
        on {{ in_force_on('coalesce(participation.notice_on, participation.left_on)') }}

),

judged as (

    select
        participation.*,
        as_of.as_of_on,
        leaving.earliest_leave_on,
        coalesce(joined.is_joined_in_time, true) as is_joined_in_time,
        coalesce(leaving.is_left_at_end_of_period, true) as is_left_at_end_of_period,
        case
            when participation.left_on is null or leaving.municipality_code is null then true
            else coalesce(participation.left_on >= leaving.earliest_leave_on, false)
        end as is_notice_in_time,
        coalesce(
            participation.left_on,
            case
                when coalesce(participation.das_decision, 'pending') <> 'refused' then leaving.earliest_leave_on
            end
        ) as leaves_on
    from participation
    inner join as_of
        on participation.municipality_code = as_of.municipality_code
    left join joined
        on {{ same('participation', 'joined', key) }}
    left join leaving
        on {{ same('participation', 'leaving', key) }}

),

mart_participation_stays as (

    select
        municipality_code,
        provider_id,

        provider_name,
        run_by,
        notice_by,
        criteria_met,
        panel_assessment,
        das_decision,
        case
            when joined_on > as_of_on then 'joining'
            when leaves_on < as_of_on then 'left'
            when leaves_on is not null and notice_on <= as_of_on then 'leaving'
            else 'takes_part'
        end as participation_status,

        joined_on,
        notice_on,
        earliest_leave_on,
        leaves_on,
        left_on,
        panel_on,
        das_on,
        as_of_on,

        is_joined_in_time,
        is_notice_in_time,
        is_left_at_end_of_period
    from judged

)

select * from mart_participation_stays
