-- grain: one row per task of a yearly wheel, as its newest delivery tells it

with

{{ newest_deliveries(source('raw', 'wheel_tasks'), ['municipality_code', 'task_id']) }},

stg_wheel_tasks as (

    select
        municipality_code,
        task_id,

        wheel,
        forum,
        coalesce(forum_en, forum) as forum_en,
        task,
        coalesce(task_en, task) as task_en,
        date_precision,
        recurrence_rule,
        source,

        first_on,
        coalesce(last_on, first_on) as last_on,
        valid_from,
        valid_to,
        _data_date
    from newest_deliveries

)

select * from stg_wheel_tasks
