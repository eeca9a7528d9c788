-- grain: one row per event before, event after, change and completeness in which some rule tells the cause of quiet

with

rules as (

    select * from {{ ref('quiet_cause_rules') }}

),

steps as (

    select event_type from {{ ref('event_steps') }}

),

flags as (

    select false as flag
    union all
    select true as flag

),

-- What a stretch may end with: an event, or the end of the case.
ends as (

    select event_type as before_event from steps
    union all
    select 'decided' as before_event
    union all
    select 'closed' as before_event
    union all
    select 'open' as before_event

),

matches as (

    select
        steps.event_type as after_event,
        ends.before_event,
        worker.flag as changes_worker,
        unit.flag as changes_unit,
        incomplete.flag as is_incomplete,
        min(rules.rule_no) as rule_no
    from steps
    cross join ends
    cross join flags as worker
    cross join flags as unit
    cross join flags as incomplete
    inner join rules
        on
            rules.after_event in (steps.event_type, '*')
            and rules.before_event in (ends.before_event, '*')
            and case rules.changes when 'worker' then worker.flag when 'unit' then unit.flag else true end
            and (rules.is_incomplete is null or incomplete.flag)
    group by steps.event_type, ends.before_event, worker.flag, unit.flag, incomplete.flag

),

int_case_time__situations as (

    select
        matches.after_event,
        matches.before_event,
        matches.changes_worker,
        matches.changes_unit,
        matches.is_incomplete,
        rules.rule_id,
        rules.cause_code
    from matches
    inner join rules
        on matches.rule_no = rules.rule_no

)

select * from int_case_time__situations
