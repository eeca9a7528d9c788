-- grain: one row per municipality with a register

-- The day everything is judged on: the newest date of any register, or of the cases where that is newer.

{% set registers = [
    'stg_focus_point_deliveries', 'stg_initiatives', 'stg_milestones', 'stg_recommendations', 'stg_training',
    'stg_guidance_documents', 'stg_decision_templates', 'stg_it_incidents', 'stg_service_standards',
    'stg_participation', 'stg_wheel_tasks'
] %}

with

observed as (

    select * from {{ ref('int_cases__observed_until') }}

),

days as (

    {% for register in registers %}
    select
        municipality_code,
        _data_date as known_on,
        1 as is_register
    from {{ ref(register) }}
    union all
    {% endfor %}
    select
        municipality_code,
        observed_until as known_on,
        0 as is_register
    from observed

),

int_follow_up__as_of as (

    select
        municipality_code,
        max(known_on) as as_of_on
    from days
    group by municipality_code
    having max(is_register) = 1 and max(known_on) is not null

)

select * from int_follow_up__as_of
