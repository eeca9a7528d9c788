{# The part of an amount in kroner that another covers: the smaller of them; empty where one is not told. #}
{% macro money_within(amount, other) -%}
    cast(
        case
            when {{ amount }} <= {{ other }} then {{ amount }}
            when {{ amount }} > {{ other }} then {{ other }}
        end as decimal(18, 2)
    )
{%- endmacro %}

{# By how much an amount in kroner is above another: 0 where it is not; empty where one is not told. #}
{% macro money_above(amount, other) -%}
    cast(
        case
            when {{ amount }} > {{ other }} then {{ amount }} - {{ other }}
            when {{ amount }} <= {{ other }} then 0
        end as decimal(18, 2)
    )
{%- endmacro %}
