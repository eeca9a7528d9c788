-- grain: one row per municipality, survey round, respondent kind and target group, 'all' among them

with

asked as (

    select * from {{ ref('stg_survey_rounds') }}

),

target_groups as (

    select * from {{ ref('target_groups') }}

),

of_groups as (

    {% for target_group in ["'all'", 'asked.target_group_code'] %}
    select
        asked.municipality_code,
        asked.round_id,
        asked.respondent_kind,
        {{ target_group }} as target_group_code,
        asked.n_invited,
        asked.n_returned,
        asked.sent_on,
        asked.closed_on
    from asked
    inner join target_groups
        on asked.target_group_code = target_groups.target_group_code
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

summed as (

    select
        municipality_code,
        round_id,
        respondent_kind,
        target_group_code,
        cast(sum(n_invited) as bigint) as n_invited,
        cast(sum(n_returned) as bigint) as n_returned,
        min(sent_on) as sent_on,
        max(closed_on) as closed_on
    from of_groups
    group by municipality_code, round_id, respondent_kind, target_group_code

),

shares as (

    select
        *,
        case
            when n_invited >= {{ too_few_below() }} then n_returned / cast(n_invited as double)
        end as response_share
    from summed

),

mart_survey_response as (

    select
        municipality_code,
        round_id,
        respondent_kind,
        target_group_code,

        case
            when response_share is null then 'too_few'
            when response_share < {{ low_response_below() }} then 'low'
            else 'sufficient'
        end as response,

        n_invited,
        n_returned,
        n_invited - n_returned as n_not_returned,
        response_share,
        1 - response_share as not_returned_share,
        case when response_share is not null then {{ wilson_low('n_returned', 'n_invited') }} end as ci_low,
        case when response_share is not null then {{ wilson_high('n_returned', 'n_invited') }} end as ci_high,

        sent_on,
        closed_on
    from shares

)

select * from mart_survey_response
