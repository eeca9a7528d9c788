-- grain: one row per recommendation, as its newest delivery tells it

with

{{ newest_deliveries(source('raw', 'recommendations'), ['municipality_code', 'recommendation_id']) }},

stg_recommendations as (

    select
        municipality_code,
        recommendation_id,
        department_code,
        focus_point_id,

        title,
        report,
        answer,
        acceptance,

        received_on,
        answer_due_on,
        answered_on,
        due_on,
        closed_on,
        _data_date
    from newest_deliveries

)

select * from stg_recommendations
