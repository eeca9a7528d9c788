-- grain: one row per complaint, breakdown and code it counts in: a complaint of two topics counts in both, once each

with

complaints as (

    select * from {{ ref('fct_complaints') }}

),

points as (

    select * from {{ ref('fct_complaint_points') }}
    where has_complaint

),

of_parts as (

    {% for breakdown, code in [('area', 'area'), ('topic', 'topic_code')] %}
    select
        complaint_key,
        '{{ breakdown }}' as breakdown,
        {{ code }} as breakdown_code,
        count(*) as n_points,
        sum(case when is_assessed then 1 else 0 end) as n_points_assessed,
        sum(case when is_justified then 1 else 0 end) as n_points_justified
    from points
    group by complaint_key, {{ code }}
    union all
    {% endfor %}
    {% for breakdown, code in [('total', "'total'"), ('channel', 'channel')] %}
    select
        complaint_key,
        '{{ breakdown }}' as breakdown,
        {{ code }} as breakdown_code,
        n_points,
        n_points_assessed,
        n_points_justified
    from complaints
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

int_complaints__tallies as (

    select
        of_parts.complaint_key,
        of_parts.breakdown,
        of_parts.breakdown_code,
        complaints.municipality_code,
        complaints.department_code,
        complaints.unit_code,

        of_parts.n_points,
        of_parts.n_points_assessed,
        of_parts.n_points_justified,
        complaints.answer_days,

        complaints.received_on,
        complaints.answered_on,

        complaints.is_repeat
    from of_parts
    inner join complaints
        on of_parts.complaint_key = complaints.complaint_key

)

select * from int_complaints__tallies
