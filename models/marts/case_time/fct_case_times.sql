-- grain: one row per case with stretches

{{
    config(
        materialized='incremental',
        incremental_strategy=whole_cases_strategy(),
        unique_key='case_key',
        on_schema_change='fail'
    )
}}

{% set parts = ['busy', 'waiting_citizen', 'waiting_third_party', 'quiet'] %}

with

cases as (

    select * from {{ ref('fct_cases') }}
    {{ touched_only() }}

),

events as (

    select * from {{ ref('fct_case_events') }}
    {{ touched_only() }}

),

case_parts as (

    select * from {{ ref('int_case_time__case_parts') }}
    {{ touched_only() }}

),

stretches as (

    select * from {{ ref('fct_case_stretches') }}
    {{ touched_only() }}

),

causes as (

    select * from {{ ref('delay_causes') }}

),

times as (

    select
        case_key,
        {% for measure in ['days', 'working_days'] %}
        sum({{ measure }}) as throughput_{{ measure }},
        {% for part in parts %}
        sum(case when part = '{{ part }}' then {{ measure }} else 0 end) as {{ part }}_{{ measure }},
        {% endfor %}
        {% endfor %}
        sum(case when part = 'quiet' then n_stretches else 0 end) as n_quiet,
        max(case when part = 'quiet' then longest_working_days end) as longest_quiet_working_days,
        sum(n_handovers) as n_handovers
    from case_parts
    group by case_key

),

-- The cause that cost a case most working days, then most days; the catalogue's order where two are equal.
ranked_causes as (

    select
        stretches.case_key,
        stretches.cause_code,
        row_number() over (
            partition by stretches.case_key
            order by
                sum(stretches.working_days) desc nulls last,
                sum(stretches.days) desc nulls last,
                min(causes.cause_no) asc nulls last
        ) as cause_rank
    from stretches
    inner join causes
        on stretches.cause_code = causes.cause_code
    where stretches.part = 'quiet'
    group by stretches.case_key, stretches.cause_code

),

caseworkers as (

    select
        case_key,
        count(distinct caseworker_key) as n_caseworkers
    from events
    group by case_key

),

fct_case_times as (

    select
        cases.case_key,
        cases.municipality_code,
        cases.source_system,

        cases.department_code,
        cases.unit_code,
        cases.case_type_code,
        cases.target_group_code,
        ranked_causes.cause_code as main_cause_code,
        cases.deadline_status,

        {% for measure in ['days', 'working_days'] %}
        {% for part in ['throughput'] + parts %}
        cast(times.{{ part }}_{{ measure }} as integer) as {{ part }}_{{ measure }},
        {% endfor %}
        {% endfor %}
        cast(times.n_quiet as integer) as n_quiet,
        times.longest_quiet_working_days,
        cast(times.n_handovers as integer) as n_handovers,
        cast(caseworkers.n_caseworkers as integer) as n_caseworkers,

        cases.received_on,
        coalesce(cases.decided_on, cases.closed_on, cases.observed_until) as counted_on,

        cases.is_open
    from times
    inner join cases
        on times.case_key = cases.case_key
    inner join caseworkers
        on times.case_key = caseworkers.case_key
    left join ranked_causes
        on
            times.case_key = ranked_causes.case_key
            and ranked_causes.cause_rank = 1

)

select * from fct_case_times
