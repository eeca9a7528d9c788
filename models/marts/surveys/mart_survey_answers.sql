-- grain: one row per municipality, survey round, respondent kind, target group ('all' among them) and question

{% set cell = survey_cell() + ['question_code'] %}

with

answers as (

    select * from {{ ref('fct_survey_answers') }}
    where exclusion_reason is null and scale = 'agreement'

),

asked as (

    select * from {{ ref('mart_survey_response') }}
    where target_group_code <> 'all'

),

counted as (

    select
        {{ columns_of('answers', cell) }},
        sum(case when answers.score is not null then answers.n_answers else 0 end) as n_answered,
        sum(case when answers.answer = 'do_not_know' then answers.n_answers else 0 end) as n_do_not_know,
        sum(case when answers.score >= 4 then answers.n_answers else 0 end) as n_positive,
        sum(coalesce(answers.score, 0) * answers.n_answers) as sum_score,
        sum(coalesce(answers.score * answers.score, 0) * answers.n_answers) as sum_square
    from answers
    group by
        {{ columns_of('answers', cell) }}

),

of_groups as (

    {% for target_group in ["'all'", 'counted.target_group_code'] %}
    select
        counted.municipality_code,
        counted.round_id,
        counted.respondent_kind,
        {{ target_group }} as target_group_code,
        counted.question_code,
        asked.n_invited,
        asked.n_returned,
        counted.n_answered,
        counted.n_do_not_know,
        counted.n_positive,
        counted.sum_score,
        counted.sum_square
    from counted
    inner join asked
        on {{ same('counted', 'asked', survey_cell()) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

summed as (

    select
        {{ columns_of('of_groups', cell) }},
        {% for column in ['n_invited', 'n_returned', 'n_answered', 'n_do_not_know', 'n_positive'] %}
        cast(sum(of_groups.{{ column }}) as bigint) as {{ column }},
        {% endfor %}
        cast(sum(of_groups.sum_score) as bigint) as sum_score,
        -- n times the sum of squares around the mean, in whole numbers: 0 where all answered alike.
        cast(sum(of_groups.n_answered) as bigint) * cast(sum(of_groups.sum_square) as bigint)
        - cast(sum(of_groups.sum_score) as bigint) * cast(sum(of_groups.sum_score) as bigint) as spread
    from of_groups
    group by
        {{ columns_of('of_groups', cell) }}

),

figures as (

    select
        *,
        sum_score / cast(n_answered as double) as score_mean,
        sqrt(spread / (cast(n_answered as double) * (n_answered - 1))) as score_sd
    from summed
    where n_answered >= {{ too_few_below() }}

),

-- Where all answered alike, their spread is not known: the mean has no interval.
mart_survey_answers as (

    select
        {{ columns_of('summed', cell) }},

        summed.n_invited,
        summed.n_returned,
        summed.n_answered,
        summed.n_do_not_know,
        summed.n_returned - summed.n_answered - summed.n_do_not_know as n_unanswered,
        summed.n_positive,

        figures.n_positive / cast(figures.n_answered as double) as positive_share,
        case
            when figures.n_answered is not null then {{ wilson_low('figures.n_positive', 'figures.n_answered') }}
        end as ci_low,
        case
            when figures.n_answered is not null then {{ wilson_high('figures.n_positive', 'figures.n_answered') }}
        end as ci_high,
        figures.score_mean,
        case
            when figures.spread > 0 then greatest(
                1e0,
                figures.score_mean
                - {{ t95('(figures.n_answered - 1)') }} * figures.score_sd / sqrt(figures.n_answered)
            )
        end as mean_low,
        case
            when figures.spread > 0 then least(
                5e0,
                figures.score_mean
                + {{ t95('(figures.n_answered - 1)') }} * figures.score_sd / sqrt(figures.n_answered)
            )
        end as mean_high,
        case when figures.spread > 0 then figures.score_sd end as score_sd
    from summed
    left join figures
        on {{ same('summed', 'figures', cell) }}

)

select * from mart_survey_answers
