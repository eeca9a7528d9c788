-- grain: one row per municipality, survey round, target group ('all' among them) and question both kinds were asked

{% set cell = ['municipality_code', 'round_id', 'target_group_code', 'question_code'] %}

with

citizens as (

    select * from {{ ref('mart_survey_answers') }}
    where respondent_kind = 'citizen'

),

caseworkers as (

    select * from {{ ref('mart_survey_answers') }}
    where respondent_kind = 'caseworker'

),

pairs as (

    select
        {{ columns_of('citizens', cell) }},
        citizens.n_answered as n_citizens,
        caseworkers.n_answered as n_caseworkers,
        citizens.positive_share as citizen_share,
        citizens.ci_low as citizen_low,
        citizens.ci_high as citizen_high,
        caseworkers.positive_share as caseworker_share,
        caseworkers.ci_low as caseworker_low,
        caseworkers.ci_high as caseworker_high,
        caseworkers.positive_share - citizens.positive_share as difference,
        {{ difference_low(
            'citizens.positive_share', 'citizens.ci_high', 'caseworkers.positive_share', 'caseworkers.ci_low'
        ) }} as difference_low,
        {{ difference_high(
            'citizens.positive_share', 'citizens.ci_low', 'caseworkers.positive_share', 'caseworkers.ci_high'
        ) }} as difference_high,
        citizens.score_mean as citizen_mean,
        caseworkers.score_mean as caseworker_mean,
        caseworkers.score_mean - citizens.score_mean as mean_difference,
        -- What each mean varies by, squared; unknown where all of a kind answered alike.
        citizens.score_sd * citizens.score_sd / citizens.n_answered as citizen_error,
        caseworkers.score_sd * caseworkers.score_sd / caseworkers.n_answered as caseworker_error
    from citizens
    inner join caseworkers
        on {{ same('citizens', 'caseworkers', cell) }}

),

margins as (

    select
        *,
        sqrt(citizen_error + caseworker_error)
        * {{ t95(welch_df('citizen_error', 'n_citizens', 'caseworker_error', 'n_caseworkers')) }} as mean_margin
    from pairs

),

-- A gap is said only where chance alone would hardly make it.
mart_survey_gaps as (

    select
        {% for column in cell %}
        {{ column }},
        {% endfor %}

        case
            when difference is null then 'too_few'
            when difference_low > 0 then 'caseworkers_believe_more'
            when difference_high < 0 then 'citizens_experience_more'
            else 'not_shown'
        end as gap,

        n_citizens,
        n_caseworkers,
        citizen_share,
        citizen_low,
        citizen_high,
        caseworker_share,
        caseworker_low,
        caseworker_high,
        difference,
        difference_low,
        difference_high,
        citizen_mean,
        caseworker_mean,
        mean_difference,
        mean_difference - mean_margin as mean_difference_low,
        mean_difference + mean_margin as mean_difference_high
    from margins

)

select * from mart_survey_gaps
