{#
    Two groups compared like for like by strata (tests/oracles/mantel_haenszel.json), as the common table expressions
    mh_strata, mh_terms, mh_sums, mh_pooled, mh_expected, mh_precisions, mh_deviations, mh_homogeneity and
    mantel_haenszel, one row per pair:

    risk_difference       weights n_a * n_b / n (Mantel and Haenszel; Greenland and Robins, Biometrics 1985;41:55), its
                          standard error Sato's (Biometrics 1989;45:1323), which holds in few large and in many
                          small strata
    risk_ratio            interval by the logarithm (Greenland and Robins 1985)
    odds_ratio            interval by the logarithm (Robins, Breslow and Greenland, Biometrics 1986;42:311)
    chi2, chi2_corrected  Mantel and Haenszel's test, without and with 0.5 for continuity
    breslow_day           whether the odds ratio is the same in all strata, n_informative - 1 degrees of freedom; with
                          Tarone's correction as tarone (Biometrika 1985;72:91)

    A stratum that one of the two has not adds nothing, and one in which all have the same answer adds nothing to the
    odds ratio and the test of homogeneity. A ratio with nothing in its denominator is empty.

    Args:
        relation: a CTE with one row per pair and stratum: n_a and x_a, n_b and x_b, the people of each group and
            those of them with the answer that is counted.
        pair: the columns that tell one pair from another.
#}
{% macro mantel_haenszel(relation, pair) -%}
{%- set keys = pair | join(', ') -%}
{%- set of_pair = [] -%}
{%- for key in pair -%}
{%- do of_pair.append('mh_strata.' ~ key ~ ' = mh_pooled.' ~ key) -%}
{%- endfor -%}
mh_strata as (

    select
        {{ keys }},
        cast(n_a as double) as n_a,
        cast(n_b as double) as n_b,
        cast(x_a as double) as x_a,
        cast(x_b as double) as x_b,
        cast(x_a + x_b as double) as with_answer,
        cast(n_a + n_b as double) as n
    from {{ relation }}
    where n_a + n_b > 0

),

-- The terms of every formula.
mh_terms as (

    select
        *,
        case when n_a > 0 then n_a end as people_a,
        case when n_b > 0 then n_b end as people_b,
        n_a * n_b / n as rd_weight,
        (x_a * n_b - x_b * n_a) / n as rd_sum,
        (n_a * n_a * x_b - n_b * n_b * x_a + n_a * n_b * (n_b - n_a) / 2e0) / (n * n) as sato_p,
        (x_a * (n_b - x_b) + x_b * (n_a - x_a)) / (2e0 * n) as sato_q,
        x_a * n_b / n as rr_up,
        x_b * n_a / n as rr_down,
        (n_a * n_b * with_answer - x_a * x_b * n) / (n * n) as rr_variance,
        x_a * (n_b - x_b) / n as or_up,
        (n_a - x_a) * x_b / n as or_down,
        (x_a + n_b - x_b) / n * x_a * (n_b - x_b) / n as or_pr,
        (x_a + n_b - x_b) / n * (n_a - x_a) * x_b / n
        + (n_a - x_a + x_b) / n * x_a * (n_b - x_b) / n as or_ps_qr,
        (n_a - x_a + x_b) / n * (n_a - x_a) * x_b / n as or_qs,
        x_a - n_a * with_answer / n as excess,
        case when n > 1 then n_a * n_b * with_answer * (n - with_answer) / (n * n * (n - 1)) else 0e0 end as variance
    from mh_strata

),

-- Added up over the strata.
mh_sums as (

    select
        {{ keys }},
        sum(case when n_a > 0 and n_b > 0 then 1 else 0 end) as n_strata,
        {{ ordered_sum('x_a') }} / {{ ordered_sum('people_a') }} as crude_a,
        {{ ordered_sum('x_b') }} / {{ ordered_sum('people_b') }} as crude_b,
        {% for term in [
            'rd_weight', 'rd_sum', 'sato_p', 'sato_q', 'rr_up', 'rr_down', 'rr_variance', 'or_up', 'or_down', 'or_pr',
            'or_ps_qr', 'or_qs', 'excess', 'variance'
        ] %}
        {{ ordered_sum(term) }} as {{ term }}{{ ',' if not loop.last }}
        {% endfor %}
    from mh_terms
    group by {{ keys }}

),

mh_pooled as (

    select
        *,
        case when rd_weight > 0 then rd_sum / rd_weight end as risk_difference,
        case
            when rd_weight > 0
                then sqrt(greatest(0e0, rd_sum / rd_weight * sato_p + sato_q)) / rd_weight
        end as risk_difference_se,
        case when rr_down > 0 then rr_up / rr_down end as risk_ratio,
        case when rr_up > 0 and rr_down > 0 then sqrt(rr_variance / (rr_up * rr_down)) end as log_risk_ratio_se,
        case when or_down > 0 then or_up / or_down end as odds_ratio,
        case
            when or_up > 0 and or_down > 0
                then sqrt(
                    or_pr / (2e0 * or_up * or_up)
                    + or_ps_qr / (2e0 * or_up * or_down)
                    + or_qs / (2e0 * or_down * or_down)
                )
        end as log_odds_ratio_se
    from mh_sums

),

-- What each stratum would have at the common odds ratio: the root of a quadratic that lies within its margins, in the
-- form that does not take one large number from another; at an odds ratio of 1 it is n_a * with_answer / n.
mh_expected as (

    select
        {{ columns_of('mh_strata', pair) }},
        mh_strata.x_a,
        mh_strata.n_a,
        mh_strata.n_b,
        mh_strata.with_answer,
        case
            when {{ mh_linear_term() }} >= 0
                then
                    2e0 * mh_pooled.odds_ratio * mh_strata.n_a * mh_strata.with_answer
                    / ({{ mh_linear_term() }} + {{ mh_root() | indent(20) }})
            else ({{ mh_root() | indent(12) }} - {{ mh_linear_term() }}) / (2e0 * (1e0 - mh_pooled.odds_ratio))
        end as expected
    from mh_strata
    inner join mh_pooled
        on {{ of_pair | join(' and ') }}
    where
        mh_strata.n_a > 0
        and mh_strata.n_b > 0
        and mh_strata.with_answer > 0
        and mh_strata.with_answer < mh_strata.n
        and mh_pooled.odds_ratio > 0

),

mh_precisions as (

    select
        *,
        x_a - expected as excess,
        1e0 / expected
        + 1e0 / (n_a - expected)
        + 1e0 / (with_answer - expected)
        + 1e0 / (n_b - with_answer + expected) as precision_sum
    from mh_expected

),

mh_deviations as (

    select
        *,
        excess * excess * precision_sum as deviation,
        1e0 / precision_sum as variance
    from mh_precisions

),

mh_homogeneity as (

    select
        {{ keys }},
        count(*) as n_informative,
        {{ ordered_sum('deviation') }} as breslow_day,
        {{ ordered_sum('deviation') }}
        - {{ ordered_sum('excess') }} * {{ ordered_sum('excess') }} / {{ ordered_sum('variance') }} as tarone
    from mh_deviations
    group by {{ keys }}

),

mantel_haenszel as (

    select
        {{ columns_of('mh_pooled', pair) }},
        mh_pooled.n_strata,
        mh_pooled.crude_a,
        mh_pooled.crude_b,
        mh_pooled.risk_difference,
        mh_pooled.risk_difference_se,
        mh_pooled.risk_difference - {{ z95() }} * mh_pooled.risk_difference_se as risk_difference_low,
        mh_pooled.risk_difference + {{ z95() }} * mh_pooled.risk_difference_se as risk_difference_high,
        mh_pooled.risk_ratio,
        mh_pooled.risk_ratio * exp(-{{ z95() }} * mh_pooled.log_risk_ratio_se) as risk_ratio_low,
        mh_pooled.risk_ratio * exp({{ z95() }} * mh_pooled.log_risk_ratio_se) as risk_ratio_high,
        mh_pooled.odds_ratio,
        mh_pooled.odds_ratio * exp(-{{ z95() }} * mh_pooled.log_odds_ratio_se) as odds_ratio_low,
        mh_pooled.odds_ratio * exp({{ z95() }} * mh_pooled.log_odds_ratio_se) as odds_ratio_high,
        case when mh_pooled.variance > 0 then mh_pooled.excess * mh_pooled.excess / mh_pooled.variance end as chi2,
        case
            when mh_pooled.variance > 0
                then (abs(mh_pooled.excess) - 0.5e0) * (abs(mh_pooled.excess) - 0.5e0) / mh_pooled.variance
        end as chi2_corrected,
        coalesce(mh_homogeneity.n_informative, 0) as n_informative,
        case when mh_homogeneity.n_informative > 1 then mh_homogeneity.breslow_day end as breslow_day,
        case when mh_homogeneity.n_informative > 1 then mh_homogeneity.tarone end as tarone
    from mh_pooled
    left join mh_homogeneity
        on {{ of_pair | join(' and ') | replace('mh_strata.', 'mh_homogeneity.') }}

)
{%- endmacro %}

{# The quadratic of the expected number, (1 - r) e^2 + linear e - r n_a w = 0, r the odds ratio: its linear term. #}
{% macro mh_linear_term() -%}
(
    mh_strata.n - mh_strata.n_a - mh_strata.with_answer
    + mh_pooled.odds_ratio * (mh_strata.n_a + mh_strata.with_answer)
)
{%- endmacro %}

{# The square root in its solution; what rounding takes below zero counts as zero. #}
{% macro mh_root() -%}
sqrt(greatest(
    0e0,
    {{ mh_linear_term() | indent(4) }} * {{ mh_linear_term() | indent(4) }}
    + 4e0 * (1e0 - mh_pooled.odds_ratio) * mh_pooled.odds_ratio * mh_strata.n_a * mh_strata.with_answer
))
{%- endmacro %}
