-- grain: one row per point of a complaint

with

points as (

    select * from {{ ref('stg_complaint_points') }}

),

complaints as (

    select * from {{ ref('stg_complaints') }}

),

cases as (

    select * from {{ ref('fct_cases') }}

),

topics as (

    select * from {{ ref('complaint_topics') }}

),

-- A point whose complaint was not delivered has no day and no place: it is kept, and counted nowhere.
fct_complaint_points as (

    select
        points.municipality_code,
        points.source_system,
        points.complaint_id,
        points.point_no,
        points.complaint_key,

        points.topic_code,
        coalesce(points.area, topics.area, '-') as area,
        points.justified,
        points.appeal_outcome,
        complaints.channel,
        coalesce(complaints.department_code, cases.department_code) as department_code,
        coalesce(complaints.unit_code, cases.unit_code) as unit_code,

        complaints.received_on,

        points.justified in ('wholly', 'partly') as is_justified,
        points.justified <> 'not_assessed' as is_assessed,
        topics.topic_code is not null as is_topic_known,
        complaints.complaint_key is not null as has_complaint
    from points
    left join complaints
        on points.complaint_key = complaints.complaint_key
    left join cases
        on complaints.case_key = cases.case_key
    left join topics
        on points.topic_code = topics.topic_code

)

select * from fct_complaint_points
