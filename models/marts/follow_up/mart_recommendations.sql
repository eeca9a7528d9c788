-- grain: one row per recommendation

with

recommendations as (

    select * from {{ ref('stg_recommendations') }}

),

as_of as (

    select * from {{ ref('int_follow_up__as_of') }}

),

mart_recommendations as (

    select
        recommendations.municipality_code,
        recommendations.recommendation_id,
        recommendations.department_code,
        recommendations.focus_point_id,

        recommendations.title,
        recommendations.report,
        recommendations.answer,
        recommendations.acceptance,
        case
            when recommendations.closed_on is not null then 'closed'
            when recommendations.answered_on is null and recommendations.answer_due_on < as_of.as_of_on
                then 'answer_overdue'
            when recommendations.answered_on is null then 'not_answered'
            when recommendations.due_on < as_of.as_of_on then 'overdue'
            else 'in_progress'
        end as recommendation_status,

        {{ days_between('recommendations.received_on', 'recommendations.answered_on') }} as days_to_answer,

        recommendations.received_on,
        recommendations.answer_due_on,
        recommendations.answered_on,
        recommendations.due_on,
        recommendations.closed_on,
        case
            when recommendations.answered_on is not null
                then recommendations.answered_on <= recommendations.answer_due_on
            when recommendations.answer_due_on < as_of.as_of_on then false
        end as was_answered_in_time
    from recommendations
    inner join as_of
        on recommendations.municipality_code = as_of.municipality_code

)

select * from mart_recommendations
