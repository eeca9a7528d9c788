-- grain: one row per topic of complaints

with

topics as (

    select * from {{ ref('complaint_topics') }}

),

points as (

    select * from {{ ref('fct_complaint_points') }}

),

unlisted as (

    select topic_code
    from points
    where not is_topic_known
    group by topic_code

),

dim_complaint_topic as (

    select
        topic_code,
        kind,
        area,
        name_da,
        name_en,
        legal_basis,
        topic_no,
        true as is_known
    from topics
    union all
    select
        topic_code,
        'unknown' as kind,
        '-' as area,
        topic_code as name_da,
        topic_code as name_en,
        cast(null as string) as legal_basis,
        cast(null as integer) as topic_no,
        false as is_known
    from unlisted

)

select * from dim_complaint_topic
