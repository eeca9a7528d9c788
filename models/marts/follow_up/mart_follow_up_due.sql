-- grain: one row per register, item and thing that is due in it

with

as_of as (

    select * from {{ ref('int_follow_up__as_of') }}

),

focus_points as (

    select * from {{ ref('dim_focus_point') }}

),

initiatives as (

    select * from {{ ref('mart_initiatives') }}

),

milestones as (

    select * from {{ ref('mart_milestones') }}

),

recommendations as (

    select * from {{ ref('mart_recommendations') }}

),

training as (

    select * from {{ ref('mart_training') }}

),

documents as (

    select * from {{ ref('mart_guidance_documents') }}

),

templates as (

    select * from {{ ref('mart_template_coverage') }}

),

differences as (

    select * from {{ ref('mart_catalogue_reasons') }}

),

-- The status to the city council is due by the end of March each year (mission F1).
councils as (

    select
        focus_points.municipality_code,
        {{ add_days(month_start_after(period_start('year', 'as_of.as_of_on'), 3), -1) }} as this_year_on,
        {{ add_days(month_start_after(period_start('year', 'as_of.as_of_on'), 15), -1) }} as next_year_on,
        as_of.as_of_on
    from focus_points
    inner join as_of
        on focus_points.municipality_code = as_of.municipality_code
    where focus_points.status <> 'retired'
    group by focus_points.municipality_code, as_of.as_of_on

),

items as (

    select
        municipality_code,
        'yearly_status' as register,
        'yearly_status' as item_id,
        'report' as due_kind,
        cast(null as string) as department_code,
        cast(null as string) as title,
        case when this_year_on >= as_of_on then this_year_on else next_year_on end as due_on
    from councils
    union all
    select
        municipality_code,
        'initiatives' as register,
        initiative_id as item_id,
        'end' as due_kind,
        department_code,
        name_da as title,
        ends_on as due_on
    from initiatives
    where status in ('planned', 'in_progress')
    union all
    select
        municipality_code,
        'milestones' as register,
        initiative_id || '/' || milestone_id as item_id,
        'reach' as due_kind,
        department_code,
        name as title,
        planned_on as due_on
    from milestones
    where milestone_status in ('planned', 'overdue')
    union all
    select
        municipality_code,
        'recommendations' as register,
        recommendation_id as item_id,
        'answer' as due_kind,
        department_code,
        title,
        answer_due_on as due_on
    from recommendations
    where answered_on is null and closed_on is null
    union all
    select
        municipality_code,
        'recommendations' as register,
        recommendation_id as item_id,
        'close' as due_kind,
        department_code,
        title,
        due_on
    from recommendations
    where closed_on is null
    union all
    select
        municipality_code,
        'training' as register,
        training_id as item_id,
        'hold' as due_kind,
        department_code,
        topic as title,
        planned_on as due_on
    from training
    where training_status <> 'held'
    union all
    select
        municipality_code,
        'guidance_documents' as register,
        document_id as item_id,
        'review' as due_kind,
        department_code,
        title,
        review_due_on as due_on
    from documents
    union all
    select
        municipality_code,
        'decision_templates' as register,
        case_type_code as item_id,
        'review' as due_kind,
        department_code,
        case_type_code as title,
        review_due_on as due_on
    from templates
    union all
    select
        municipality_code,
        'catalogue_differences' as register,
        service_code || '/' || attribute_code as item_id,
        'next_step' as due_kind,
        cast(null as string) as department_code,
        coalesce(explanation, service_code) as title,
        due_on
    from differences
    where
        status <> 'final'
        and reason_use = 'used'

),

mart_follow_up_due as (

    select
        items.municipality_code,
        items.register,
        items.item_id,
        items.due_kind,
        items.department_code,

        items.title,
        case when items.due_on < as_of.as_of_on then 'overdue' else 'next_90_days' end as due_status,

        {{ days_between('items.due_on', 'as_of.as_of_on') }} as days_over,

        items.due_on,
        as_of.as_of_on
    from items
    inner join as_of
        on items.municipality_code = as_of.municipality_code
    where items.due_on <= {{ add_days('as_of.as_of_on', due_within_days()) }}

)

select * from mart_follow_up_due
