-- grain: one row per task of a yearly wheel and time it occurs

with

as_of as (

    select * from {{ ref('int_follow_up__as_of') }}

),

tasks as (

    select * from {{ ref('stg_wheel_tasks') }}

),

recurrences as (

    select * from {{ ref('stg_recurrences') }}

),

-- A task without a rule occurs once.
occurrences as (

    select
        tasks.*,
        coalesce(recurrences.occurs_on, tasks.first_on) as occurs_on
    from tasks
    left join recurrences
        on
            tasks.recurrence_rule = recurrences.recurrence_rule
            and tasks.first_on = recurrences.first_on
    where tasks.recurrence_rule is null or recurrences.occurs_on is not null

),

-- It takes as long every time as the first: so many days, or whole months.
spans as (

    select
        *,
        case
            when date_precision = 'month' then {{ period_start('month', 'occurs_on') }}
            else occurs_on
        end as starts_on,
        case
            when date_precision = 'month'
                then {{ add_days(month_start_after(
                    'occurs_on',
                    'cast((extract(year from last_on) - extract(year from first_on)) * 12'
                    ~ ' + extract(month from last_on) - extract(month from first_on) + 1 as integer)'
                ), -1) | indent(16) }}
            else {{ add_days('occurs_on', days_between('first_on', 'last_on')) | indent(12) }}
        end as ends_on
    from occurrences

),

in_force as (

    select
        spans.*,
        as_of.as_of_on,
        row_number() over (
            partition by spans.municipality_code, spans.task_id, spans.starts_on > as_of.as_of_on
            order by spans.starts_on asc nulls last
        ) as place
    from spans
    inner join as_of
        on spans.municipality_code = as_of.municipality_code
    where
        (spans.valid_from is null or spans.starts_on >= spans.valid_from)
        and (spans.valid_to is null or spans.starts_on <= spans.valid_to)

),

mart_wheel_occurrences as (

    select
        municipality_code,
        task_id,

        wheel,
        forum as forum_da,
        forum_en,
        task as task_da,
        task_en,
        date_precision,
        recurrence_rule,
        source,
        case
            when ends_on < as_of_on then 'past'
            when starts_on <= as_of_on then 'now'
            when place = 1 then 'next'
            else 'later'
        end as occurrence_status,

        cast(extract(year from starts_on) as integer) as starts_year,
        starts_on,
        ends_on,
        as_of_on
    from in_force

)

select * from mart_wheel_occurrences
