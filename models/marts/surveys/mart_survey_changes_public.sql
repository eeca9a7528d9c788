-- grain: one row per municipality, survey round, respondent kind, target group and question that may be published

{% set cell = ['municipality_code', 'respondent_kind', 'target_group_code', 'question_code'] %}

with

mart as (

    select * from {{ ref('mart_survey_changes') }}

),

answers as (

    select * from {{ ref('mart_survey_answers_public') }}

),

-- A change tells the shares of two rounds: it is hidden where one of them is.
tables as (

    select
        mart.*,
        coalesce(answers.is_suppressed, true) or coalesce(earlier.is_suppressed, true) as is_suppressed
    from mart
    left join answers
        on {{ same('mart', 'answers', cell + ['round_id']) }}
    left join answers as earlier
        on
            {{ same('mart', 'earlier', cell) }}
            and mart.previous_round_id = earlier.round_id

),

mart_survey_changes_public as (

    select
        municipality_code,
        round_id,
        respondent_kind,
        target_group_code,
        question_code,
        {% for column in ['n_before', 'n'] %}
        case when not is_suppressed then cast(round({{ column }} / 5e0) * 5 as bigint) end as {{ column }},
        {% endfor %}
        {% for column in ['share_before', 'positive_share', 'difference', 'difference_low', 'difference_high'] %}
        {{ published(column, "'share'", 'is_suppressed') }} as {{ column }},
        {% endfor %}
        {% for column in ['previous_round_id', 'change'] %}
        case when not is_suppressed then {{ column }} end as {{ column }},
        {% endfor %}
        is_suppressed
    from tables

)

select * from mart_survey_changes_public
