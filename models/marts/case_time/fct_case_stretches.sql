-- grain: one row per case and stretch between two days with events

{{
    config(
        materialized='incremental',
        incremental_strategy=whole_cases_strategy(),
        unique_key='case_key',
        on_schema_change='fail'
    )
}}

{% set over = 'partition by logged.case_key'
    ~ ' order by logged.event_at asc nulls first, logged.event_order asc nulls last, logged.event_no asc nulls last'
    ~ ', logged.event_name asc nulls last' %}
{% set so_far = over ~ ' rows between unbounded preceding and current row' %}

with

cases as (

    select * from {{ ref('fct_cases') }}
    {{ touched_only() }}

),

events as (

    select * from {{ ref('fct_case_events') }}
    {{ touched_only() }}

),

case_types as (

    select * from {{ ref('case_types') }}

),

steps as (

    select * from {{ ref('event_steps') }}

),

stages as (

    select * from {{ ref('stages') }}

),

situations as (

    select * from {{ ref('int_case_time__situations') }}

),

calendar as (

    select * from {{ ref('dim_calendar') }}

),

ended as (

    select
        *,
        coalesce(decided_on, closed_on, observed_until) as counted_on,
        case
            when decided_on is not null then 'decided'
            when closed_on is not null then 'closed'
            else 'open'
        end as ends_as
    from cases

),

-- Cases with time to divide, of which every day is in the calendar.
clocks as (

    select
        ended.*,
        coalesce(case_types.quiet_working_days, 10) as quiet_working_days
    from ended
    left join case_types
        on ended.case_type_code = case_types.case_type_code
    inner join calendar as received
        on ended.received_on = received.calendar_on
    inner join calendar as counted
        on ended.counted_on = counted.calendar_on
    where ended.received_on < ended.counted_on

),

-- The clock starts with the receipt, whether or not the log has an event of that day.
logged as (

    select
        case_key,
        event_at,
        event_order,
        event_no,
        event_name,
        event_type,
        unit_code,
        caseworker_key,
        cause_code
    from events
    union all
    select
        case_key,
        cast(null as timestamp) as event_at,
        cast(null as bigint) as event_order,
        cast(null as bigint) as event_no,
        cast(null as string) as event_name,
        'received' as event_type,
        cast(null as string) as unit_code,
        cast(null as string) as caseworker_key,
        cast(null as string) as cause_code
    from clocks

),

-- Everything a stretch needs of the events around it, in one sort of the logged.
sequence as (

    select
        logged.case_key,
        logged.event_at,
        logged.event_name,
        logged.event_type,
        logged.unit_code,
        logged.caseworker_key,
        logged.cause_code,
        row_number() over ({{ over }}) as stretch_no,
        lead(logged.event_at) over ({{ over }}) as next_at,
        lead(logged.event_type) over ({{ over }}) as next_event,
        lead(logged.unit_code) over ({{ over }}) as next_unit_code,
        lead(logged.caseworker_key) over ({{ over }}) as next_caseworker_key,
        max(stages.stage_no) over ({{ so_far }}) as stage_no,
        {% for outside in ['citizen', 'third_party'] %}
        {{ newest_known(
            "case when steps.waits_on = '" ~ outside ~ "' then true"
            ~ " when steps.ends_wait in ('" ~ outside ~ "', 'all') then false end"
        ) }} over ({{ so_far }}) as waits_on_{{ outside }},
        {% endfor %}
        {{ newest_known('steps.waits_on') }} over ({{ so_far }}) as waits_on_last
    from logged
    inner join steps
        on logged.event_type = steps.event_type
    inner join stages
        on steps.stage = stages.stage

),

-- Events outside the clock are moved to its ends; a case without an event but its receipt has nothing between.
clipped as (

    select
        sequence.*,
        clocks.municipality_code,
        clocks.source_system,
        clocks.department_code,
        clocks.unit_code as case_unit_code,
        clocks.case_type_code,
        clocks.target_group_code,
        clocks.complete_on,
        clocks.counted_on,
        clocks.ends_as,
        clocks.quiet_working_days,
        coalesce(cast(sequence.next_at as date) <= clocks.counted_on, false) as has_next,
        least(
            greatest(coalesce(cast(sequence.event_at as date), clocks.received_on), clocks.received_on),
            clocks.counted_on
        ) as from_on,
        least(
            greatest(coalesce(cast(sequence.next_at as date), clocks.counted_on), clocks.received_on),
            clocks.counted_on
        ) as until_on
    from sequence
    inner join clocks
        on sequence.case_key = clocks.case_key
    where sequence.event_at is not null or sequence.next_at is not null

),

measured as (

    select
        clipped.*,
        {{ days_between('clipped.from_on', 'clipped.until_on') }} as days,
        until_day.working_day_no - from_day.working_day_no as working_days,
        case when clipped.has_next then clipped.next_event else clipped.ends_as end as before_event,
        coalesce(clipped.has_next and clipped.next_caseworker_key <> clipped.caseworker_key, false) as changes_worker,
        coalesce(
            clipped.has_next
            and coalesce(clipped.next_unit_code, clipped.case_unit_code)
            <> coalesce(clipped.unit_code, clipped.case_unit_code),
            false
        ) as changes_unit,
        coalesce(clipped.complete_on > clipped.from_on, false) as is_incomplete
    from clipped
    inner join calendar as from_day
        on clipped.from_on = from_day.calendar_on
    inner join calendar as until_day
        on clipped.until_on = until_day.calendar_on
    where clipped.from_on < clipped.until_on

),

-- A cause of the house's own that a caseworker registered goes before an open question; else the question does.
parted as (

    select
        *,
        case
            when working_days >= quiet_working_days and cause_code not in ('citizen', 'third_party') then 'quiet'
            when waits_on_citizen and (waits_on_last = 'citizen' or not coalesce(waits_on_third_party, false))
                then 'waiting_citizen'
            when waits_on_third_party then 'waiting_third_party'
            when working_days >= quiet_working_days then 'quiet'
            else 'busy'
        end as part
    from measured

),

fct_case_stretches as (

    select
        parted.case_key,
        cast(parted.stretch_no as integer) as stretch_no,
        parted.municipality_code,
        parted.source_system,

        parted.department_code,
        coalesce(parted.unit_code, parted.case_unit_code) as unit_code,
        parted.case_type_code,
        parted.target_group_code,
        parted.caseworker_key,
        parted.event_type as after_event,
        parted.before_event,
        parted.event_name as after_event_name,
        stages.stage,
        parted.part,
        case
            when parted.part = 'quiet' then coalesce(parted.cause_code, situations.cause_code, 'unexplained')
        end as cause_code,
        case
            when parted.part <> 'quiet' then null
            when parted.cause_code is not null then 'registered'
            when situations.rule_id is not null then 'rule'
            else 'none'
        end as cause_source,
        situations.rule_id,

        parted.days,
        parted.working_days,

        parted.from_on,
        parted.until_on,
        parted.counted_on,

        parted.changes_worker,
        parted.changes_unit,
        parted.before_event = 'open' as is_open_end
    from parted
    inner join stages
        on parted.stage_no = stages.stage_no
    left join situations
        on
            case when parted.part = 'quiet' and parted.cause_code is null then parted.event_type end
            = situations.after_event
            and parted.before_event = situations.before_event
            and parted.changes_worker = situations.changes_worker
            and parted.changes_unit = situations.changes_unit
            and parted.is_incomplete = situations.is_incomplete

)

select * from fct_case_stretches
