-- grain: one row per municipality, survey round, respondent kind and target group, as its newest delivery tells it

with

{{ newest_deliveries(source('raw', 'survey_rounds'), [
    'municipality_code', 'round_id', 'respondent_kind', 'target_group_code'
]) }},

stg_survey_rounds as (

    select
        municipality_code,
        round_id,
        respondent_kind,
        target_group_code,

        round_name,

        n_invited,
        n_returned,

        sent_on,
        closed_on
    from newest_deliveries

)

select * from stg_survey_rounds
