-- grain: one row per occasion of training

with

training as (

    select * from {{ ref('stg_training') }}

),

as_of as (

    select * from {{ ref('int_follow_up__as_of') }}

),

-- The theme a quality goal's audit items belong to.
themes as (

    select
        goal_id,
        max(theme) as theme
    from {{ ref('audit_items') }}
    where goal_id is not null
    group by goal_id

),

mart_training as (

    select
        training.municipality_code,
        training.training_id,
        training.department_code,
        training.focus_point_id,
        training.goal_id,
        coalesce(training.theme, themes.theme) as theme,

        training.topic,
        case
            when training.held_on is not null then 'held'
            when training.planned_on < as_of.as_of_on then 'overdue'
            else 'planned'
        end as training_status,

        training.n_invited,
        training.n_attended,
        case
            when training.held_on is not null
                then greatest(coalesce(training.n_invited, 0) - coalesce(training.n_attended, 0), 0)
        end as n_stayed_away,
        case
            when training.n_invited >= {{ too_few_below() }}
                then cast(training.n_attended as double) / cast(training.n_invited as double)
        end as attended_share,

        training.planned_on,
        training.held_on
    from training
    inner join as_of
        on training.municipality_code = as_of.municipality_code
    left join themes
        on training.goal_id = themes.goal_id

)

select * from mart_training
