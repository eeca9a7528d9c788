-- grain: one row per municipality, survey round, respondent kind, target group and question the round before had too

{% set cell = ['municipality_code', 'respondent_kind', 'target_group_code', 'question_code'] %}

with

answers as (

    select * from {{ ref('mart_survey_answers') }}

),

rounds as (

    select * from {{ ref('dim_survey_round') }}

),

pairs as (

    select
        {{ columns_of('answers', cell) }},
        answers.round_id,
        rounds.previous_round_id,
        earlier.n_answered as n_before,
        answers.n_answered as n,
        earlier.positive_share as share_before,
        answers.positive_share,
        answers.positive_share - earlier.positive_share as difference,
        {{ difference_low('earlier.positive_share', 'earlier.ci_high', 'answers.positive_share', 'answers.ci_low') }}
            as difference_low,
        {{ difference_high('earlier.positive_share', 'earlier.ci_low', 'answers.positive_share', 'answers.ci_high') }}
            as difference_high
    from answers
    inner join rounds
        on {{ same('answers', 'rounds', ['municipality_code', 'round_id']) }}
    inner join answers as earlier
        on
            {{ same('answers', 'earlier', cell) }}
            and rounds.previous_round_id = earlier.round_id

),

mart_survey_changes as (

    select
        municipality_code,
        round_id,
        previous_round_id,
        respondent_kind,
        target_group_code,
        question_code,
        {{ change_said('difference', 'difference_low', 'difference_high') }} as change,  -- noqa: RF04
        n_before,
        n,
        share_before,
        positive_share,
        difference,
        difference_low,
        difference_high
    from pairs

)

select * from mart_survey_changes
