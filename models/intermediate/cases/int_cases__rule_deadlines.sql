-- grain: one row per case with a deadline set for its case type

{{ config(materialized='view') }}

with

cases as (

    select * from {{ ref('int_cases__current') }}
    {{ touched_only() }}

),

rules as (

    select * from {{ ref('case_type_deadlines') }}

),

calendar as (

    select * from {{ ref('dim_calendar') }}

),

-- The rule in force when the case was received judges it, whatever was decided later.
clocks as (

    select
        cases.case_key,
        rules.deadline_days,
        rules.day_kind,
        case when rules.clock = 'complete' then cases.complete_on else cases.received_on end as clock_from
    from cases
    inner join rules
        on
            cases.municipality_code = rules.municipality_code
            and cases.case_type_code = rules.case_type_code
            and cases.received_on >= rules.valid_from
            and cases.received_on <= coalesce(rules.valid_to, cases.received_on)

),

working_days as (

    select
        working_day_no,
        calendar_on
    from calendar
    where is_working_day

),

due as (

    select
        clocks.case_key,
        clocks.deadline_days,
        clocks.clock_from is null as is_waiting_to_be_complete,
        case
            when clocks.day_kind = 'calendar' then {{ add_days('clocks.clock_from', 'clocks.deadline_days') }}
        end as due_on,
        case
            when clocks.day_kind = 'working' then calendar.working_day_no + clocks.deadline_days
        end as due_working_day_no
    from clocks
    left join calendar
        on clocks.clock_from = calendar.calendar_on

),

int_cases__rule_deadlines as (

    select
        due.case_key,
        due.deadline_days,
        coalesce(due.due_on, working_days.calendar_on) as rule_deadline_on,
        due.is_waiting_to_be_complete
    from due
    left join working_days
        on due.due_working_day_no = working_days.working_day_no

)

select * from int_cases__rule_deadlines
