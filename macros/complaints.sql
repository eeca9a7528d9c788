{# Rules of complaints that several models share (docs/decisions.md). #}

{#
    How far an outcome of the appeal board reaches, from 1: a complaint with several counts once, by the one that
    reaches furthest.
#}
{% macro appeal_outcomes() -%} changed remitted upheld dismissed referred {%- endmacro %}

{% macro appeal_reach(outcome) -%}
case {{ outcome }}
    {% for known in appeal_outcomes().split() %}
    when '{{ known }}' then {{ loop.index }}
    {% endfor %}
end
{%- endmacro %}

{# The outcome of a reach. #}
{% macro appeal_outcome_of(reach) -%}
case {{ reach }}
    {% for known in appeal_outcomes().split() %}
    when {{ loop.index }} then '{{ known }}'
    {% endfor %}
end
{%- endmacro %}

{# Days within which whoever complains again is said to repeat. #}
{% macro repeat_days() -%} 365 {%- endmacro %}

{# Points of a topic from which a quarter can be a special cause: limits of rarer topics lie below three points. #}
{% macro signal_points() -%} 5 {%- endmacro %}

{# Points from which a topic can be new. #}
{% macro new_points() -%} 3 {%- endmacro %}

{# Quarters a register must know before a topic nobody complained of in them can be new. #}
{% macro new_after_quarters() -%} 4 {%- endmacro %}
