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
        changes.difference as next_difference,
        changes.difference_low as next_difference_low,
        changes.difference_high as next_difference_high
    from items
    left join changes
        on
            {{ same('items', 'changes', ['municipality_code', 'area', 'breakdown_code']) }}
            and items.round_id = changes.previous_round_id

)

select * from mart_audit_themes
