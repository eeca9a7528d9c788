{# Below so many observations no figure is shown (design: "below 10 no percentage"). #}
{% macro too_few_below() -%} 10 {%- endmacro %}

{#
    The status of a cell, the one place where it is decided. The first that holds:

    not_measurable  no day of the period is one on which it was measured (seeds/measurability.csv)
    not_assessed    nothing was observed in the period
    too_few         fewer than 10 observations: no figure can be shown
    no_target       nobody has decided a target for it
    met             every value in the interval meets the target
    not_met         no value in the interval meets the target
    uncertain       the interval holds the target: n is too small to tell
#}
{% macro indicator_status(is_measurable, n, low, high, target, direction) -%}
    case
        when not {{ is_measurable }} then 'not_measurable'
        when {{ n }} = 0 then 'not_assessed'
        when {{ n }} < {{ too_few_below() }} then 'too_few'
        when {{ target }} is null then 'no_target'
        when {{ direction }} = 'higher_is_better' and {{ low }} >= {{ target }} then 'met'
        when {{ direction }} = 'higher_is_better' and {{ high }} < {{ target }} then 'not_met'
        when {{ direction }} = 'lower_is_better' and {{ high }} <= {{ target }} then 'met'
        when {{ direction }} = 'lower_is_better' and {{ low }} > {{ target }} then 'not_met'
        else 'uncertain'
    end
{%- endmacro %}

{# Whether a difference is for the better: its whole interval lies on one side of 0, or it does not. #}
{% macro verdict(low, high, direction) -%}
case
    when {{ low }} is null then 'no_figure'
    when {{ low }} > 0 and {{ direction }} = 'higher_is_better' then 'better'
    when {{ high }} < 0 and {{ direction }} = 'lower_is_better' then 'better'
    when {{ low }} > 0 or {{ high }} < 0 then 'worse'
    else 'no_clear_change'
end
{%- endmacro %}
