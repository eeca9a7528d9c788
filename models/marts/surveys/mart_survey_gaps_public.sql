-- grain: one row per municipality, survey round, target group and question that may be published, shown or suppressed

{% set cell = ['municipality_code', 'round_id', 'target_group_code', 'question_code'] %}

with

mart as (

    select gaps.* from {{ ref('mart_survey_gaps') }} as gaps
    where {{ has_known_codes(cell, 'gaps') | indent(4) }}

),

answers as (

    select * from {{ ref('mart_survey_answers_public') }}

),

-- A gap tells the shares of two kinds: it is hidden where one of them is.
tables as (

    select
        mart.*,
        coalesce(citizens.is_suppressed, true) or coalesce(caseworkers.is_suppressed, true) as is_suppressed
    from mart
    left join answers as citizens
        on
            {{ same('mart', 'citizens', cell) }}
            and citizens.respondent_kind = 'citizen'
    left join answers as caseworkers
        on
            {{ same('mart', 'caseworkers', cell) }}
            and caseworkers.respondent_kind = 'caseworker'

),

mart_survey_gaps_public as (

    select
        {% for column in cell %}
        {{ column }},
        {% endfor %}
        {% for column in ['n_citizens', 'n_caseworkers'] %}
        {{ published_count(column, 'is_suppressed') }} as {{ column }},
        {% endfor %}
        {% for column in [
            'citizen_share', 'citizen_low', 'citizen_high', 'caseworker_share', 'caseworker_low', 'caseworker_high',
            'difference', 'difference_low', 'difference_high'
        ] %}
        {{ published(column, "'share'", 'is_suppressed') }} as {{ column }},
        {% endfor %}
        {% for column in [
            'citizen_mean', 'caseworker_mean', 'mean_difference', 'mean_difference_low', 'mean_difference_high'
        ] %}
        {{ published(column, "'score'", 'is_suppressed') }} as {{ column }},
        {% endfor %}
        case when not is_suppressed then gap end as gap,
        is_suppressed
    from tables

)

select * from mart_survey_gaps_public
