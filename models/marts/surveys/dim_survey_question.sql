-- grain: one row per question of the user survey

with

questions as (

    select * from {{ ref('survey_questions') }}

),

dim_survey_question as (

    select
        question_code,

        subject,
        scale,
        short_da,
        short_en,
        citizen_text_da,
        citizen_text_en,
        caseworker_text_da,
        caseworker_text_en,

        question_no,

        agree_is_positive
    from questions

)

select * from dim_survey_question
