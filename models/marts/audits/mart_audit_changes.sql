-- grain: one row per municipality, audit round, area, breakdown and code that the round before had too

with

items as (

    select * from {{ ref('mart_audit_items') }}

),

rounds as (

    select * from {{ ref('dim_audit_round') }}

),

pairs as (

    select
        items.municipality_code,
        items.round_id,
        rounds.previous_round_id,
        items.area,
        items.breakdown,
        items.breakdown_code,
        earlier.n as n_before,
        items.n,
        earlier.met_share as share_before,
        items.met_share,
        items.met_share - earlier.met_share as difference,
        {{ difference_low('earlier.met_share', 'earlier.ci_high', 'items.met_share', 'items.ci_low') }}
            as difference_low,
        {{ difference_high('earlier.met_share', 'earlier.ci_low', 'items.met_share', 'items.ci_high') }}
            as difference_high
    from items
    inner join rounds
        on {{ same('items', 'rounds', ['municipality_code', 'round_id']) }}
    inner join items as earlier
        on
            {{ same('items', 'earlier', ['municipality_code', 'area', 'breakdown', 'breakdown_code']) }}
            and rounds.previous_round_id = earlier.round_id

),

-- A change is said only where chance alone would hardly make it.
mart_audit_changes as (

    select
        municipality_code,
        round_id,
        previous_round_id,
        area,
        breakdown,
        breakdown_code,
        {{ change_said('difference', 'difference_low', 'difference_high') }} as change,  -- noqa: RF04
        n_before,
        n,
        share_before,
        met_share,
        difference,
        difference_low,
        difference_high
    from pairs

)

select * from mart_audit_changes
