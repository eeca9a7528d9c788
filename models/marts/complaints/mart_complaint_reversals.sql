-- grain: one row per organisation, breakdown and period with complaints the appeal board has decided

{% set few = too_few_below() %}

with

complaints as (

    select
        *,
        'total' as every_complaint
    from {{ ref('fct_complaints') }}
    where appeal_outcome is not null

),

-- The day the board decided is the day the complaint was answered; where the register states none, the day it came in.
decided as (

    select
        municipality_code,
        coalesce(department_code, '-') as department_code,
        coalesce(unit_code, '-') as unit_code,
        coalesce(case_type_code, '-') as case_type_code,
        every_complaint,
        appeal_outcome,
        coalesce(answered_on, received_on) as counted_on
    from complaints

),

cells as (

    {% for period_grain in ['quarter', 'year'] %}
    {% set last_grain = loop.last %}
    {% for org_level in ['municipality', 'department', 'unit'] %}
    {% set last_level = loop.last %}
    {% for breakdown, code in [('total', 'every_complaint'), ('case_type', 'case_type_code')] %}
    select
        municipality_code,
        '{{ org_level }}' as org_level,
        {{ org_level }}_code as org_code,
        '{{ breakdown }}' as breakdown,
        {{ code }} as breakdown_code,
        '{{ period_grain }}' as period_grain,
        {{ period_start(period_grain, 'counted_on') }} as period_start,
        sum(case when appeal_outcome = 'changed' then 1 else 0 end) as n_changed,
        sum(case when appeal_outcome = 'remitted' then 1 else 0 end) as n_remitted,
        sum(case when appeal_outcome = 'upheld' then 1 else 0 end) as n_upheld,
        sum(case when appeal_outcome = 'dismissed' then 1 else 0 end) as n_dismissed,
        sum(case when appeal_outcome = 'referred' then 1 else 0 end) as n_referred
    from decided
    group by municipality_code, {{ org_level }}_code, {{ code }}, {{ period_start(period_grain, 'counted_on') }}
    {% if not (last_grain and last_level and loop.last) %}union all{% endif %}
    {% endfor %}
    {% endfor %}
    {% endfor %}

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
        municipality_code,
        org_level,
        org_code,
        breakdown,
        breakdown_code,
        period_grain,
        period_start,

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
