-- grain: one row per municipality with a register of templates, and case type

with

templates as (

    select * from {{ ref('stg_decision_templates') }}

),

case_types as (

    select * from {{ ref('case_types') }}

),

as_of as (

    select * from {{ ref('int_follow_up__as_of') }}

),

municipalities as (

    select municipality_code
    from templates
    group by municipality_code

),

in_use as (

    select
        municipality_code,
        case_type_code,
        count(*) as n_templates,
        min(last_revised_on) as oldest_revised_on,
        max(last_revised_on) as last_revised_on
    from templates
    where status = 'in_use'
    group by municipality_code, case_type_code

),

mart_template_coverage as (

    select
        municipalities.municipality_code,
        case_types.case_type_code,
        case_types.department_code,

        case
            when in_use.n_templates is null then 'not_covered'
            when in_use.oldest_revised_on is null then 'not_revised'
            when {{ next_review('in_use.oldest_revised_on') }} < as_of.as_of_on then 'to_revise'
            else 'covered'
        end as coverage,

        cast(coalesce(in_use.n_templates, 0) as integer) as n_templates,

        in_use.oldest_revised_on,
        in_use.last_revised_on,
        {{ next_review('in_use.oldest_revised_on') }} as review_due_on
    from municipalities
    cross join case_types
    inner join as_of
        on municipalities.municipality_code = as_of.municipality_code
    left join in_use
        on
            municipalities.municipality_code = in_use.municipality_code
            and case_types.case_type_code = in_use.case_type_code

)

select * from mart_template_coverage
