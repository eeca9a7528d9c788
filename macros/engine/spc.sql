{#
    Statistical process control: XmR limits and the four rules of special cause, as NHS England's
    "Making data count" uses them (nhs-r-community/NHSRplotthedots; tests/oracles/spc_*.json).

    The macros of one line are the rules themselves. `over` is the series and its order, as in
    `partition by indicator_id order by period_start`.
#}

{# Points a series needs before it has limits. #}
{% macro spc_min_points() -%} 13 {%- endmacro %}

{# Differences below this are rounding in a mean of equal values, not change. #}
{% macro spc_tolerance() -%} 1e-9 {%- endmacro %}

{# 1 above, -1 below, 0 on the line. #}
{% macro spc_side(value, line) -%}
    case
        when {{ value }} - {{ line }} > {{ spc_tolerance() }} then 1
        when {{ line }} - {{ value }} > {{ spc_tolerance() }} then -1
        else 0
    end
{%- endmacro %}

{#
    The seventh or a later point in a row on one side of the mean: 1 above, -1 below, else 0. A point on the mean lies on
    neither side and ends the run, as in NHSRplotthedots.
#}
{% macro spc_seven_one_side(side, over) -%}
    case
        when sum({{ side }}) over ({{ over }} rows between 6 preceding and current row) = 7 then 1
        when sum({{ side }}) over ({{ over }} rows between 6 preceding and current row) = -7 then -1
        else 0
    end
{%- endmacro %}

{#
    The seventh or a later point in a row that each lie above the one before (1) or below it (-1).
    `step` is the side of each point seen from the one before it.
#}
{% macro spc_seven_trend(step, over) -%}
    case
        when sum({{ step }}) over ({{ over }} rows between 5 preceding and current row) = 6 then 1
        when sum({{ step }}) over ({{ over }} rows between 5 preceding and current row) = -6 then -1
        else 0
    end
{%- endmacro %}

{#
    Whether a point is one of seven that end with a flag of this sign, 1 or -1. Never 0: that is the flag of no run and
    the side of the mean itself.
#}
{% macro spc_part_of_seven(flag, sign, over) -%}
    max(case when {{ flag }} = {{ sign }} then 1 else 0 end)
        over ({{ over }} rows between current row and 6 following) = 1
{%- endmacro %}

{# Three in a row on one side, two of them or all beyond 2 sigma: 1 on the last of the three, else 0. #}
{% macro spc_two_in_three_ends(is_far, side, over) -%}
    case
        when
            abs(sum({{ side }}) over ({{ over }} rows between 2 preceding and current row)) = 3
            and sum({{ is_far }}) over ({{ over }} rows between 2 preceding and current row) >= 2
            then 1
        else 0
    end
{%- endmacro %}

{# Whether a point is one of such three. #}
{% macro spc_in_two_in_three(ends, over) -%}
    max({{ ends }}) over ({{ over }} rows between current row and 2 following) = 1
{%- endmacro %}


{#
    Limits and signals of every series in a relation, as the common table expressions spc_steps to
    spc_points, each over the one before it alone, so that the relation is read once.

    Limits are mean -/+ 2.66 times the mean moving range, without the moving ranges above 3.267 times
    their mean (one screening pass, for the limits only; a range equal to it stays, so that a constant
    series has limits of no width and not none). Two in three counts every point beyond 2 sigma, those
    beyond 3 too (Making data count, November 2023). The rule that names a point is the first of:
    outside_limits, trend, two_in_three, shift.

    Args:
        relation: a CTE with one row per point; no value is null.
        series: the columns that tell one series from another.
        position: the column that orders its points.
        value: the column to chart.
#}
{% macro spc_xmr(relation, series, position, value) -%}
{%- set keys = series | join(', ') -%}
{%- set over = 'partition by ' ~ keys ~ ' order by ' ~ position ~ ' asc nulls last' -%}
spc_steps as (

    select
        {{ keys }},
        {{ position }},
        {{ value }},
        {{ value }} - lag({{ value }}) over ({{ over }}) as step
    from {{ relation }}

),

spc_ranges as (

    select
        *,
        count(*) over (partition by {{ keys }}) as n_points,
        {{ exact_avg(value, 'partition by ' ~ keys) }} as spc_mean,
        {{ exact_avg('abs(step)', 'partition by ' ~ keys) }} as mean_range
    from spc_steps

),

spc_screened as (

    select
        *,
        2.66e0 * {{ exact_avg(
            'case when abs(step) <= 3.267e0 * mean_range + ' ~ spc_tolerance() ~ ' then abs(step) end',
            'partition by ' ~ keys
        ) }} as reach
    from spc_ranges

),

spc_limits as (

    select
        *,
        spc_mean - reach as spc_lower,
        spc_mean + reach as spc_upper,
        spc_mean - reach * 2 / 3 as spc_near_lower,
        spc_mean + reach * 2 / 3 as spc_near_upper
    from spc_screened

),

spc_sides as (

    select
        *,
        {{ spc_side(value, 'spc_mean') | indent(8) }} as side,
        {{ spc_side('step', '0') | indent(8) }} as step_side,
        case
            when {{ value }} - spc_upper > {{ spc_tolerance() }} then 1
            when spc_lower - {{ value }} > {{ spc_tolerance() }} then 1
            else 0
        end as is_outside,
        case
            when {{ value }} - spc_near_upper > {{ spc_tolerance() }} then 1
            when spc_near_lower - {{ value }} > {{ spc_tolerance() }} then 1
            else 0
        end as is_far
    from spc_limits

),

spc_flags as (

    select
        *,
        {{ spc_seven_one_side('side', over) | indent(8) }} as shift_flag,
        {{ spc_seven_trend('step_side', over) | indent(8) }} as trend_flag,
        {{ spc_two_in_three_ends('is_far', 'side', over) | indent(8) }} as two_in_three_flag
    from spc_sides

),

spc_parts as (

    select
        *,
        {{ spc_part_of_seven('trend_flag', 1, over) | indent(8) }} as is_rising,
        {{ spc_part_of_seven('trend_flag', -1, over) | indent(8) }} as is_falling,
        {{ spc_in_two_in_three('two_in_three_flag', over) | indent(8) }} as is_in_two_in_three,
        {{ spc_part_of_seven('shift_flag', 1, over) | indent(8) }} as is_shifted_up,
        {{ spc_part_of_seven('shift_flag', -1, over) | indent(8) }} as is_shifted_down
    from spc_flags

),

spc_rules as (

    select
        *,
        case
            when is_outside = 1 then 'outside_limits'
            when is_rising or is_falling then 'trend'
            when is_in_two_in_three and is_far = 1 then 'two_in_three'
            when is_shifted_up or is_shifted_down then 'shift'
        end as spc_rule
    from spc_parts

),

-- Where the point lies, or which way the trend goes: 1 up, -1 down. A point where one trend turns into
-- another belongs to the one that led to it.
spc_points as (

    select
        {{ keys }},
        {{ position }},
        n_points,
        spc_mean,
        spc_lower,
        spc_upper,
        spc_rule,
        case
            when spc_rule = 'trend' and is_rising and is_falling then step_side
            when spc_rule = 'trend' and is_rising then 1
            when spc_rule = 'trend' then -1
            when spc_rule is not null then side
        end as spc_side
    from spc_rules

)
{%- endmacro %}


{#
    What a point of spc_points tells, given which way is better. A point without limits, and one with no figure, has none.
#}
{% macro spc_signal(points, direction) -%}
case
    when {{ points }}.n_points < {{ spc_min_points() }} then 'too_few_points'
    when {{ points }}.n_points is null then null
    when {{ points }}.spc_rule is null then 'common_cause'
    when {{ direction }} = 'higher_is_better' and {{ points }}.spc_side = 1 then 'improvement'
    when {{ direction }} = 'lower_is_better' and {{ points }}.spc_side = -1 then 'improvement'
    else 'concern'
end
{%- endmacro %}
