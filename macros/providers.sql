{# Formulas of the provider's yearly report. #}

{# Places in use over places there were; empty where there were none. #}
{% macro occupancy(activity, capacity) -%}
    case
        when {{ capacity }} > 0 then cast({{ activity }} as double) / cast({{ capacity }} as double)
    end
{%- endmacro %}

{# The lines of the yearly report's accounts, in its order; what no group is placed in last. #}
{% macro account_lines() -%}
{{ return([
    'tariff_income', 'direct', 'administration', 'central_management', 'property_capital', 'supervision_development',
    'unplaced',
]) }}
{%- endmacro %}

{# Whether the places in use are fewer than may be published: they tell of single citizens' stays. #}
{% macro few_places(activity) -%}
    case when {{ activity }} > 0 and {{ activity }} < {{ too_few_below() }} then 1 end
{%- endmacro %}
