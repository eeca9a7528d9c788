-- grain: one row per municipality, audit round, area and theme

with

items as (

    select * from {{ ref('mart_audit_items') }}
    where breakdown = 'theme'

),

changes as (

    select * from {{ ref('mart_audit_changes') }}
    where breakdown = 'theme'

),

rounds as (

    select * from {{ ref('dim_audit_round') }}

),

findings as (

    select * from {{ ref('fct_audit_findings') }}

),

case_types as (

    select * from {{ ref('case_types') }}

),

training as (

    select * from {{ ref('mart_training') }}

),

departments as (

    select
        findings.municipality_code,
        findings.round_id,
        case_types.department_code
    from findings
    inner join case_types
        on findings.case_type_code = case_types.case_type_code
    group by findings.municipality_code, findings.round_id, case_types.department_code

),

spans as (

    select
        rounds.municipality_code,
        rounds.round_id,
        rounds.drawn_on,
        next_rounds.drawn_on as next_drawn_on
    from rounds
    left join rounds as next_rounds
        on
            rounds.municipality_code = next_rounds.municipality_code
            and rounds.round_id = next_rounds.previous_round_id

),

-- Training in the theme after the round and before the next, for a department audited or for all.
trained as (

    select
        spans.municipality_code,
        spans.round_id,
        training.theme,
        count(*) as n_planned,
        sum(case when training.training_status = 'held' then 1 else 0 end) as n_held,
        sum(case when training.training_status = 'held' then coalesce(training.n_attended, 0) else 0 end) as n_attended
    from spans
    inner join training
        on
            spans.municipality_code = training.municipality_code
            and coalesce(training.held_on, training.planned_on) > spans.drawn_on
            and (
                spans.next_drawn_on is null
                or coalesce(training.held_on, training.planned_on) <= spans.next_drawn_on
            )
    left join departments
        on
            {{ same('spans', 'departments', ['municipality_code', 'round_id']) }}
            and training.department_code = departments.department_code
    where
        training.theme is not null
        and (training.department_code is null or departments.department_code is not null)
    group by spans.municipality_code, spans.round_id, training.theme

),

-- The theme with most errors comes first in the training plan; what the next round says of it is the effect.
mart_audit_themes as (

    select
        items.municipality_code,
        items.round_id,
        items.area,
        items.breakdown_code as theme,
        changes.round_id as next_round_id,
        changes.change as next_change,

        cast(row_number() over (
            partition by items.municipality_code, items.round_id, items.area
            order by items.n_errors desc nulls last, items.breakdown_code asc nulls last
        ) as bigint) as training_rank,
        items.n_errors,
        items.n,
        items.n_not_met,
        items.met_share,
        items.ci_low,
        items.ci_high,
        cast(coalesce(trained.n_planned, 0) as bigint) as n_training_planned,
        cast(coalesce(trained.n_held, 0) as bigint) as n_training_held,
        cast(coalesce(trained.n_attended, 0) as bigint) as n_trained,
        changes.difference as next_difference,
        changes.difference_low as next_difference_low,
        changes.difference_high as next_difference_high
    from items
    left join changes
        on
            {{ same('items', 'changes', ['municipality_code', 'area', 'breakdown_code']) }}
            and items.round_id = changes.previous_round_id
    left join trained
        on
            {{ same('items', 'trained', ['municipality_code', 'round_id']) }}
            and items.breakdown_code = trained.theme

)

select * from mart_audit_themes
