{# Comparisons of two groups by strata: columns and steps that several models share. #}

{# The columns of two groups that are compared. #}
{% macro pair_columns() -%}
{{ return(['municipality_code', 'org_level', 'org_a', 'org_b', 'service_code', 'period_start', 'measure']) }}
{%- endmacro %}

{# Values a group needs for its median to have an interval of 95 %: of six, it runs from the smallest to the largest. #}
{% macro median_min_n() -%} 6 {%- endmacro %}

{#
    Two groups side by side in each stratum that one of them has, as the common table expressions members and
    side_by_side, one row per pair and stratum: n_a and n_b (0 where the group has nobody in it), and each figure of
    both.

    Reads the CTE `pairs`.

    Args:
        relation: a CTE with a row per group and stratum: n and the figures.
        pair: columns of `pairs` that tell one pair from another.
        groups: the condition by which rows of `relation` are of a group of the pair, of a and of b.
        stratum: columns of `relation` that make a stratum.
        figures: its columns to put beside each other.
#}
{% macro side_by_side(relation, pair, groups, stratum, figures) -%}
members as (

    {% for member, is_of in groups.items() %}
    select
        {{ columns_of('pairs', pair) }},
        '{{ member }}' as member,
        {{ columns_of(relation, stratum + ['n'] + figures) }}
    from pairs
    inner join {{ relation }}
        on
            {{ is_of }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

side_by_side as (

    select
        {{ (pair + stratum) | join(',\n        ') }},
        {% for figure in figures %}
        max(case when member = 'a' then {{ figure }} end) as {{ figure }}_a,
        max(case when member = 'b' then {{ figure }} end) as {{ figure }}_b,
        {% endfor %}
        coalesce(max(case when member = 'a' then n end), 0) as n_a,
        coalesce(max(case when member = 'b' then n end), 0) as n_b
    from members
    group by {{ (pair + stratum) | join(', ') }}

)
{%- endmacro %}

{#
    What is compared and what is left out, as the common table expression counted, one row per pair: n_strata and
    n_strata_left_out, and of each count <count>_a and _b in the strata that are compared, total_<count>_a and _b in all.

    Args:
        relation: a CTE with one row per pair and stratum: stratum_state, and <count>_a and _b.
        pair: the columns that tell one pair from another.
        counts: what to add up.
#}
{% macro compared_counts(relation, pair, counts) -%}
counted as (

    select
        {{ pair | join(',\n        ') }},
        {% for count in counts %}
        {% for side in ['a', 'b'] %}
        sum(case when stratum_state = 'compared' then coalesce({{ count }}_{{ side }}, 0) else 0 end)
            as {{ count }}_{{ side }},
        sum(coalesce({{ count }}_{{ side }}, 0)) as total_{{ count }}_{{ side }},
        {% endfor %}
        {% endfor %}
        sum(case when stratum_state = 'compared' then 1 else 0 end) as n_strata,
        sum(case when stratum_state <> 'compared' then 1 else 0 end) as n_strata_left_out
    from {{ relation }}
    group by {{ pair | join(', ') }}

)
{%- endmacro %}

{#
    The margin in force for each pair, as the common table expressions ranked_margins and margins_in_force. A margin for
    the service goes before one for all services, a newer one before an older one.

    Reads the CTE `margins` (dim_equivalence_margin).

    Args:
        relation: a CTE with one row per pair, municipality_code among its columns.
        pair: the columns that tell one pair from another.
        measure: what is compared, of a row of `relation`.
        service_code: the service it is compared of.
        day: the day the margin has to be in force by.
#}
{% macro margins_in_force(relation, pair, measure, service_code, day) -%}
ranked_margins as (

    select
        {{ columns_of(relation, pair) }},
        margins.margin,
        margins.decision_reference,
        row_number() over (
            partition by {{ columns_of(relation, pair, 16) }}
            order by
                case when margins.service_code = 'all' then 1 else 0 end asc nulls last,
                margins.valid_from desc nulls last
        ) as margin_rank
    from {{ relation }}
    inner join margins
        on
            {{ relation }}.municipality_code = margins.municipality_code
            and margins.measure = {{ measure }}
            and margins.service_code in ({{ service_code }}, 'all')
            and margins.valid_from <= {{ day }}

),

margins_in_force as (

    select * from ranked_margins
    where margin_rank = 1

)
{%- endmacro %}

{#
    The verdict on each pair, as the common table expressions tested and verdicts: the columns of `relation` with
    homogeneity_p and verdict (macros/engine/equivalence.sql).

    Args:
        relation: a CTE with one row per pair: the columns comparison_verdict reads, homogeneity_chi2 and homogeneity_df
            in the place of homogeneity_p.
#}
{% macro verdicts(relation) -%}
tested as (

    select
        *,
        {{ chi2_tail('homogeneity_chi2', 'homogeneity_df') | indent(8) }} as homogeneity_p
    from {{ relation }}

),

verdicts as (

    select
        *,
        {{ comparison_verdict() | indent(8) }} as verdict
    from tested

)
{%- endmacro %}
