-- grain: one row per case

{{
    config(
        materialized='incremental',
        incremental_strategy=whole_cases_strategy(),
        unique_key='case_key',
        on_schema_change='fail',
        post_hook="{{ move_data_date(ref('int_cases__observed_until')) }}"
    )
}}

with

cases as (

    select * from {{ ref('int_cases__current') }}
    {{ touched_only() }}

),

rules as (

    select * from {{ ref('int_cases__rule_deadlines') }}

),

observed as (

    select * from {{ ref('int_cases__observed_until') }}

),

calendar as (

    select * from {{ ref('dim_calendar') }}

),

dated as (

    select
        cases.*,
        observed.observed_until,
        rules.deadline_days,
        rules.rule_deadline_on,
        coalesce(cases.deadline_on, rules.rule_deadline_on) as judged_by_on,
        case
            when cases.deadline_on is not null then 'case'
            when rules.rule_deadline_on is not null then 'case_type'
        end as deadline_source,
        cases.decided_on is null and cases.closed_on is null as is_open,
        coalesce(rules.is_waiting_to_be_complete, false) as is_waiting_to_be_complete
    from cases
    left join rules
        on cases.case_key = rules.case_key
    left join observed
        on
            cases.municipality_code = observed.municipality_code
            and cases.source_system = observed.source_system

),

fct_cases as (

    select
        dated.case_key,
        dated.municipality_code,
        dated.source_system,
        dated.case_id,
        dated.citizen_key,
        dated.caseworker_key,

        dated.department_code,
        dated.unit_code,
        dated.case_type_code,
        dated.target_group_code,
        dated.channel,
        dated.closed_as,
        dated.citizen_sex,
        dated.deadline_source,
        -- The clock of an open case that is not complete has not started where the rule starts it then.
        case
            when dated.is_open and dated.is_waiting_to_be_complete and dated.deadline_on is null then 'not_yet_due'
            else
                {{ deadline_status(
                    'dated.judged_by_on', 'dated.deadline_at', 'dated.decided_on', 'dated.decided_at',
                    'dated.closed_on', 'dated.observed_until'
                ) | indent(16) }}
        end as deadline_status,

        dated.citizen_birth_year,
        dated.deadline_days,
        case
            when dated.judged_by_on is not null
                then greatest(
                    0, {{ days_between(
                        'dated.judged_by_on', 'coalesce(dated.decided_on, dated.closed_on, dated.observed_until)'
                    ) }}
                )
        end as days_over_deadline,
        case
            when dated.decided_on >= dated.received_on
                then {{ days_between('dated.received_on', 'dated.decided_on') }}
        end as days_to_decision,
        case
            when dated.decided_on >= dated.received_on
                then decided.working_day_no - received.working_day_no
        end as working_days_to_decision,
        case
            when dated.decided_on >= dated.complete_on
                then decided.working_day_no - complete.working_day_no
        end as working_days_from_complete,

        dated.received_on,
        dated.complete_on,
        dated.decided_on,
        dated.closed_on,
        dated.judged_by_on as deadline_on,
        dated.deadline_on as case_deadline_on,
        dated.rule_deadline_on,
        dated.observed_until,
        dated.decided_at,
        dated.deadline_at,

        dated.is_open
    from dated
    left join calendar as received
        on dated.received_on = received.calendar_on
    left join calendar as complete
        on dated.complete_on = complete.calendar_on
    left join calendar as decided
        on dated.decided_on = decided.calendar_on

)

select * from fct_cases
