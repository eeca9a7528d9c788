-- grain: one row per list of codes and code

-- Lists with a seed of their own: list, seed, its column of codes, their place in the list, their word.
{%- set own_seeds = [
    ('age_band', 'age_bands', 'age_band', 'from_age', 'name'),
    ('audit_item', 'audit_items', 'item_code', 'item_no', 'text'),
    ('case_type', 'case_types', 'case_type_code', 'null', 'name'),
    (
        'complaint_topic', 'complaint_topics', 'topic_code',
        "topic_no + case kind when 'basic' then 0 when 'service' then 100 else 200 end", 'name'
    ),
    ('delay_cause', 'delay_causes', 'cause_code', 'cause_no', 'name'),
    ('event_type', 'event_steps', 'event_type', 'null', 'name'),
    ('indicator', 'indicators', 'indicator_id', 'null', 'name'),
    ('need_level', 'need_levels', 'need_level', 'need_no', 'name'),
    ('quality_goal', 'quality_goals', 'goal_id', 'goal_no', 'name'),
    ('quiet_cause_rule', 'quiet_cause_rules', 'rule_id', 'rule_no', 'name'),
    ('stage', 'stages', 'stage', 'stage_no', 'name'),
    ('survey_question', 'survey_questions', 'question_code', 'question_no', 'short'),
    ('target_group', 'target_groups', 'target_group_code', 'null', 'name'),
] %}

with

codes as (

    select * from {{ ref('codes') }}

),

dim_code as (

    select
        code_list,
        code,
        name_da,
        name_en,
        meaning_da,
        meaning_en,

        code_no
    from codes
    {%- for code_list, seed, code, place, word in own_seeds %}
    union all
    select
        '{{ code_list }}' as code_list,
        {{ code }} as code,
        {{ word }}_da as name_da,
        {{ word }}_en as name_en,
        cast(null as string) as meaning_da,
        cast(null as string) as meaning_en,

        cast({{ place }} as integer) as code_no
    from {{ ref(seed) }}
    {%- endfor %}

)

select * from dim_code
