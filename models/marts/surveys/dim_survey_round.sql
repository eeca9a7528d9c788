-- grain: one row per municipality and survey round

with

asked as (

    select * from {{ ref('stg_survey_rounds') }}

),

rounds as (

    select
        municipality_code,
        round_id,
        max(coalesce(round_name, round_id)) as round_name,
        min(sent_on) as sent_on,
        max(closed_on) as closed_on
    from asked
    group by municipality_code, round_id

),

dim_survey_round as (

    select
        municipality_code,
        round_id,
        lag(round_id) over (
            partition by municipality_code order by closed_on asc nulls first, round_id asc nulls first
        ) as previous_round_id,

        round_name,

        sent_on,
        closed_on
    from rounds

)

select * from dim_survey_round
