-- grain: one row per municipality, survey round, respondent kind, target group, question and answer

with

deliveries as (

    select * from {{ source('raw', 'survey_answers') }}

),

-- The answers to a question are those of the newest delivery that has any: one corrected away is not left behind.
ranked_deliveries as (

    select
        *,
        dense_rank() over (
            partition by municipality_code, round_id, respondent_kind, target_group_code, question_code
            {{ delivery_order('desc') }}
        ) as delivery_rank
    from deliveries

),

stg_survey_answers as (

    select
        municipality_code,
        round_id,
        respondent_kind,
        target_group_code,
        question_code,
        answer,

        n_answers
    from ranked_deliveries
    where delivery_rank = 1

)

select * from stg_survey_answers
