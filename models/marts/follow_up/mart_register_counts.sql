-- grain: one row per municipality, department, register, group in it and what is counted; 'all' is all of them

with

due as (

    select * from {{ ref('mart_follow_up_due') }}

),

focus_points as (

    select * from {{ ref('dim_focus_point') }}

),

versions as (

    select * from {{ ref('mart_focus_point_versions') }}

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

months as (

    select * from {{ ref('mart_it_months') }}

),

counted as (

    {% for register, group_code, counts, rows_of in [
        ('due', 'register', ['due_status'], 'due'),
        ('focus_points', "'all'", ["'told'", 'status', "case when n_texts > 1 then 'adjusted' end"], 'focus_points'),
        ('focus_point_versions', "'all'", ["case when is_undated_text then 'undated' end"], 'versions'),
        ('initiatives', "'all'", ["'told'"], 'initiatives'),
        ('milestones', 'initiative_id', [
            "'told'", 'milestone_status', "case when reached_on is not null then 'reached_ever' end"
        ], 'milestones'),
        ('recommendations', "coalesce(department_code, '-')", [
            "'told'", "case when acceptance in ('accepted', 'partly_accepted') then 'accepted' end",
            "case recommendation_status when 'answer_overdue' then 'overdue' else recommendation_status end"
        ], 'recommendations'),
        ('training', "'all'", ["'told'", 'training_status'], 'training'),
        ('guidance_documents', "'all'", [
            "'told'", 'review_status', "case when readability in ('hard', 'very_hard') then 'hard_to_read' end"
        ], 'documents'),
        ('decision_templates', "coalesce(department_code, '-')", [
            "'told'", "case coverage when 'not_revised' then 'to_revise' else coverage end"
        ], 'templates')
    ] %}
    {% for code in counts %}
    select
        municipality_code,
        coalesce(department_code, '-') as department_code,
        '{{ register }}' as register,
        {{ group_code }} as group_code,
        {{ code }} as counted,
        1 as n
    from {{ rows_of }}
    union all
    {% endfor %}
    {% endfor %}
    {% for counted, number in [('invited', 'n_invited'), ('came', 'n_attended')] %}
    select
        municipality_code,
        coalesce(department_code, '-') as department_code,
        'training' as register,
        'all' as group_code,
        '{{ counted }}' as counted,
        {{ number }} as n
    from training
    where training_status = 'held'
    union all
    {% endfor %}
    {% for counted, number in [('months', '1'), ('incidents', 'n_incidents')] %}
    select
        municipality_code,
        '-' as department_code,
        'it_incidents' as register,
        'all' as group_code,
        '{{ counted }}' as counted,
        {{ number }} as n
    from months
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}

),

-- What is of no department counts for all of them alone.
departments as (

    select
        municipality_code,
        'all' as department_code,
        register,
        group_code,
        counted,
        n
    from counted
    where counted is not null
    union all
    select
        municipality_code,
        department_code,
        register,
        group_code,
        counted,
        n
    from counted
    where counted is not null and department_code <> '-'

),

groups as (

    select * from departments
    union all
    select
        municipality_code,
        department_code,
        register,
        'all' as group_code,
        counted,
        n
    from departments
    where group_code <> 'all'

),

mart_register_counts as (

    select
        municipality_code,
        department_code,
        register,
        group_code,
        counted,

        cast(sum(coalesce(n, 0)) as bigint) as n
    from groups
    group by municipality_code, department_code, register, group_code, counted

)

select * from mart_register_counts
