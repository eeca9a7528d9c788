-- grain: one row per task of a yearly wheel

with

tasks as (

    select * from {{ ref('stg_wheel_tasks') }}

),

occurrences as (

    select
        municipality_code,
        task_id,
        count(*) as n_occurrences,
        min(case when occurrence_status = 'next' then starts_on end) as next_on
    from {{ ref('mart_wheel_occurrences') }}
    group by municipality_code, task_id

),

mart_wheel_tasks as (

    select
        tasks.municipality_code,
        tasks.task_id,

        tasks.wheel,
        tasks.forum as forum_da,
        tasks.forum_en,
        tasks.task as task_da,
        tasks.task_en,
        tasks.date_precision,
        tasks.recurrence_rule,
        tasks.source,

        cast(coalesce(occurrences.n_occurrences, 0) as bigint) as n_occurrences,

        tasks.first_on,
        tasks.valid_from,
        tasks.valid_to,
        occurrences.next_on
    from tasks
    left join occurrences
        on
            tasks.municipality_code = occurrences.municipality_code
            and tasks.task_id = occurrences.task_id

)

select * from mart_wheel_tasks
