-- grain: one row per complaint

with

complaints as (

    select * from {{ ref('stg_complaints') }}

),

points as (

    select * from {{ ref('fct_complaint_points') }}

),

cases as (

    select * from {{ ref('fct_cases') }}

),

of_points as (

    select
        complaint_key,
        count(*) as n_points,
        sum(case when is_assessed then 1 else 0 end) as n_points_assessed,
        sum(case when is_justified then 1 else 0 end) as n_points_justified,
        min({{ appeal_reach('appeal_outcome') | indent(8) }}) as furthest
    from points
    group by complaint_key

),

-- Who complains: the citizen, else the case. A complaint with neither repeats nothing.
complainants as (

    select
        complaint_key,
        received_on,
        lag(received_on) over (
            partition by
                municipality_code,
                case when citizen_key is not null then 'citizen' else 'case' end,
                coalesce(citizen_key, case_key)
            order by received_on asc nulls last, complaint_key asc nulls last
        ) as complained_before_on
    from complaints
    where coalesce(citizen_key, case_key) is not null

),

fct_complaints as (

    select
        complaints.municipality_code,
        complaints.source_system,
        complaints.complaint_id,
        complaints.complaint_key,
        complaints.case_key,
        complaints.decision_id,
        complaints.citizen_key,

        complaints.channel,
        coalesce(complaints.department_code, cases.department_code) as department_code,
        coalesce(complaints.unit_code, cases.unit_code) as unit_code,
        cases.case_type_code,
        cases.target_group_code,
        {{ appeal_outcome_of('of_points.furthest') | indent(8) }} as appeal_outcome,

        cast(coalesce(of_points.n_points, 0) as bigint) as n_points,
        cast(coalesce(of_points.n_points_assessed, 0) as bigint) as n_points_assessed,
        cast(coalesce(of_points.n_points_justified, 0) as bigint) as n_points_justified,
        case
            when complaints.answered_on >= complaints.received_on
                then {{ days_between('complaints.received_on', 'complaints.answered_on') }}
        end as answer_days,

        complaints.received_on,
        complaints.answered_on,

        coalesce(
            {{ days_between('complainants.complained_before_on', 'complaints.received_on') }} <= {{ repeat_days() }},
            false
        ) as is_repeat
    from complaints
    left join of_points
        on complaints.complaint_key = of_points.complaint_key
    left join cases
        on complaints.case_key = cases.case_key
    left join complainants
        on complaints.complaint_key = complainants.complaint_key

)

select * from fct_complaints
