-- grain: one row per organisation, breakdown and period with complaints the appeal board has decided

{% set cell = level_columns() %}
{% set few = too_few_below() %}

with

complaints as (

    select * from {{ ref('fct_complaints') }}
    where appeal_outcome is not null

),

-- The day the board decided is the day the complaint was answered; where the register states none, the day it came in.
decided as (

    select
        municipality_code,
        department_code,
        unit_code,
        case_type_code,
        appeal_outcome,
        coalesce(answered_on, received_on) as counted_on
    from complaints

),

{{ on_levels('decided', ['appeal_outcome'], 'counted_on', breakdowns=['case_type']) }},

cells as (

    select
        {{ cell | join(',\n        ') }},
        sum(case when appeal_outcome = 'changed' then 1 else 0 end) as n_changed,
        sum(case when appeal_outcome = 'remitted' then 1 else 0 end) as n_remitted,
        sum(case when appeal_outcome = 'upheld' then 1 else 0 end) as n_upheld,
        sum(case when appeal_outcome = 'dismissed' then 1 else 0 end) as n_dismissed,
        sum(case when appeal_outcome = 'referred' then 1 else 0 end) as n_referred
    from decided_on_levels
    group by {{ cell | join(', ') }}

),

sums as (

    select
        *,
        n_changed + n_remitted as n_reversed,
        -- Decided on the merits (realitetsbehandlet): dismissed and sent on are not.
        n_changed + n_remitted + n_upheld as n_on_merits
    from cells

),

mart_complaint_reversals as (

    select
        {{ cell | join(',\n        ') }},

        cast(n_changed as bigint) as n_changed,
        cast(n_remitted as bigint) as n_remitted,
        cast(n_upheld as bigint) as n_upheld,
        cast(n_dismissed as bigint) as n_dismissed,
        cast(n_referred as bigint) as n_referred,
        cast(n_reversed as bigint) as n_reversed,
        cast(n_on_merits as bigint) as n_on_merits,
        case when n_on_merits >= {{ few }} then n_reversed / cast(n_on_merits as double) end as reversal_share,
        case
            when n_on_merits >= {{ few }} then {{ wilson_low('n_reversed', 'n_on_merits') | indent(12) }}
        end as reversal_low,
        case
            when n_on_merits >= {{ few }} then {{ wilson_high('n_reversed', 'n_on_merits') | indent(12) }}
        end as reversal_high
    from sums

)

select * from mart_complaint_reversals
