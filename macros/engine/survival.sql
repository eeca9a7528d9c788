{#
    Time to an event with cases that are still open: Kaplan-Meier, Greenwood, log-log intervals, the cumulative
    incidence of Aalen and Johansen, and the log-rank test (tests/oracles/kaplan_meier.json, logrank.json).

    Everything runs on counts by cohort and day, so that a million cases cost a few thousand rows.
#}

{#
    The first day on which a share of a curve is down to some value, as an aggregate of a cohort. At exactly the
    value it is; what a product of shares lies above it by rounding does not count (0.5 may come out as
    0.5000000000000001).
#}
{% macro survival_day(share, down_to) -%}
    min(case when {{ share }} <= {{ down_to }} + 1e-12 then day_no end)
{%- endmacro %}


{#
    The curve of every cohort in a relation, as the common table expressions survival_at_risk, survival_steps,
    survival_shares, survival_before and survival_points.

    A case is at risk on the day it leaves and not after it. Decided cases are the events of open_share; every
    other way to leave is censoring there, and an end of its own in the cumulative incidences, which with
    under_way_share add up to 1. The interval is that of log(-log(S)): there is none while S is 1 or once it is 0.

    Args:
        relation: a CTE with one row per cohort and day_no, with n_decided, n_withdrawn, n_transferred, n_other
            and n_open: the cases that left on that day, by how.
        cohort: the columns that tell one cohort from another.
#}
{% macro survival_curve(relation, cohort) -%}
{%- set keys = cohort | join(', ') -%}
{%- set over = 'partition by ' ~ keys ~ ' order by day_no asc nulls last' -%}
{%- set so_far = over ~ ' rows between unbounded preceding and current row' -%}
survival_at_risk as (

    select
        *,
        n_decided + n_withdrawn + n_transferred + n_other as n_ended,
        cast(
            sum(n_decided + n_withdrawn + n_transferred + n_other + n_open) over (
                partition by {{ keys }}
                order by day_no desc nulls last rows between unbounded preceding and current row
            ) as bigint
        ) as n_at_risk
    from {{ relation }}

),

-- Where all at risk are decided the share is 0 from then on, and its logarithm is not asked for.
survival_steps as (

    select
        *,
        case when n_decided < n_at_risk then ln(1e0 - n_decided / cast(n_at_risk as double)) end as log_step,
        case
            when n_decided < n_at_risk
                then n_decided / (cast(n_at_risk as double) * cast(n_at_risk - n_decided as double))
        end as greenwood_step,
        case when n_ended < n_at_risk then ln(1e0 - n_ended / cast(n_at_risk as double)) end as under_way_log_step
    from survival_at_risk

),

survival_shares as (

    select
        *,
        case when n_decided < n_at_risk then exp({{ exact_sum('log_step', so_far) }}) else 0e0 end as open_share,
        case when n_decided < n_at_risk then {{ exact_sum('greenwood_step', so_far) }} end as greenwood,
        case when n_ended < n_at_risk then exp({{ exact_sum('under_way_log_step', so_far) }}) else 0e0 end
            as under_way_share
    from survival_steps

),

survival_before as (

    select
        *,
        coalesce(lag(under_way_share) over ({{ over }}), 1e0) / n_at_risk as weight
    from survival_shares

),

survival_points as (

    select
        {{ keys }},
        day_no,
        n_at_risk,
        n_decided,
        n_withdrawn,
        n_transferred,
        n_other,
        n_open,
        open_share,
        greenwood,
        case when open_share > 0 and greenwood > 0 then {{ survival_bound('open_share', 'greenwood', 1) }} end as ci_low,
        case when open_share > 0 and greenwood > 0 then {{ survival_bound('open_share', 'greenwood', -1) }} end as ci_high,
        {{ exact_sum('weight * n_decided', so_far) }} as decided_cif,
        {{ exact_sum('weight * n_withdrawn', so_far) }} as withdrawn_cif,
        {{ exact_sum('weight * n_transferred', so_far) }} as transferred_cif,
        {{ exact_sum('weight * n_other', so_far) }} as other_cif,
        under_way_share
    from survival_before

)
{%- endmacro %}

{# The lower (1) or upper (-1) end of the 95 % interval of S, symmetric for log(-log(S)). #}
{% macro survival_bound(open_share, greenwood, sign) -%}
    power({{ open_share }}, exp({{ sign }} * {{ z95() }} * sqrt({{ greenwood }}) / abs(ln({{ open_share }}))))
{%- endmacro %}


{#
    The log-rank test of two groups, for every pair of them in a relation, as the common table expressions
    log_rank_days to log_rank_tests (n_first, n_second, chi2; 1 degree of freedom).

    Args:
        relation: a CTE with one row per pair, group and day_no: is_first (1 or 0), n_decided and n_left, the cases
            that left on that day in any way.
        pair: the columns that tell one pair from another.
#}
{% macro log_rank(relation, pair) -%}
{%- set keys = pair | join(', ') -%}
{%- set from_here = 'partition by ' ~ keys ~ ' order by day_no desc nulls last rows between unbounded preceding and current row' -%}
log_rank_days as (

    select
        {{ keys }},
        day_no,
        sum(n_decided) as decided,
        sum(is_first * n_decided) as decided_first,
        sum(n_left) as n_left,
        sum(is_first * n_left) as n_left_first
    from {{ relation }}
    group by {{ keys }}, day_no

),

log_rank_at_risk as (

    select
        *,
        cast(sum(n_left) over ({{ from_here }}) as double) as at_risk,
        cast(sum(n_left_first) over ({{ from_here }}) as double) as at_risk_first
    from log_rank_days

),

log_rank_variances as (

    select
        *,
        case
            when at_risk > 1
                then
                    decided * (at_risk_first / at_risk) * (1 - at_risk_first / at_risk)
                    * (at_risk - decided) / (at_risk - 1)
        end as variance_of_day
    from log_rank_at_risk

),

log_rank_sums as (

    select
        {{ keys }},
        max(at_risk_first) as n_first,
        max(at_risk - at_risk_first) as n_second,
        {{ ordered_sum('(decided_first - decided * at_risk_first / at_risk)') }} as excess,
        {{ ordered_sum('variance_of_day') }} as variance
    from log_rank_variances
    group by {{ keys }}

),

log_rank_tests as (

    select
        {{ keys }},
        n_first,
        n_second,
        case when variance > 0 then excess * excess / variance end as chi2
    from log_rank_sums

)
{%- endmacro %}