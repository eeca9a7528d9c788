-- grain: one row per municipality, survey round, respondent kind, target group, question and answer

with

answers as (

    select * from {{ ref('stg_survey_answers') }}

),

asked as (

    select * from {{ ref('stg_survey_rounds') }}

),

questions as (

    select * from {{ ref('survey_questions') }}

),

target_groups as (

    select * from {{ ref('target_groups') }}

),

of_question as (

    select
        municipality_code,
        round_id,
        respondent_kind,
        target_group_code,
        question_code,
        sum(n_answers) as n_answers
    from answers
    group by municipality_code, round_id, respondent_kind, target_group_code, question_code

),

joined as (

    select
        answers.municipality_code,
        answers.round_id,
        answers.respondent_kind,
        answers.target_group_code,
        answers.question_code,
        questions.scale,
        answers.answer,
        answers.n_answers,
        questions.agree_is_positive,
        case
            when questions.question_code is null then 'unknown_question'
            when questions.scale = 'agreement' and answers.answer in ({{ contact_forms() }}) then 'not_of_scale'
            when questions.scale = 'contact' and answers.answer in ('1', '2', '3', '4', '5') then 'not_of_scale'
            when target_groups.target_group_code is null then 'unknown_target_group'
            when asked.round_id is null then 'round_not_described'
            when of_question.n_answers > asked.n_returned then 'more_answers_than_forms'
        end as exclusion_reason,
        case when answers.answer in ('1', '2', '3', '4', '5') then cast(answers.answer as bigint) end as answer_no
    from answers
    inner join of_question
        on
            {{ same('answers', 'of_question', survey_cell() + ['question_code']) }}
    left join questions
        on answers.question_code = questions.question_code
    left join target_groups
        on answers.target_group_code = target_groups.target_group_code
    left join asked
        on {{ same('answers', 'asked', survey_cell()) }}

),

-- 5 is the best answer and 1 the worst, whichever way the question is put.
fct_survey_answers as (

    select
        municipality_code,
        round_id,
        respondent_kind,
        target_group_code,
        question_code,

        scale,
        answer,
        exclusion_reason,

        n_answers,
        case
            when exclusion_reason is not null then null
            when agree_is_positive then answer_no
            else 6 - answer_no
        end as score
    from joined

)

select * from fct_survey_answers
