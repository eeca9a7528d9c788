-- grain: one row per occasion, as its newest delivery tells it

with

{{ newest_deliveries(source('raw', 'training'), ['municipality_code', 'training_id']) }},

stg_training as (

    select
        municipality_code,
        training_id,
        department_code,
        focus_point_id,
        goal_id,
        theme,

        topic,

        n_invited,
        n_attended,

        planned_on,
        held_on,
        _data_date
    from newest_deliveries

)

select * from stg_training
