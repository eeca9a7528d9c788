{# Shared financing (mission R4; docs/decisions.md, Shared financing): each formula has its home here. #}

{# The shared part of a budget in whole kroner; the share has four decimals. #}
{% macro shared_part(total, share) -%}
    {{ rounded_quotient(total ~ ' * cast(' ~ share ~ ' * 10000 as bigint)', '10000') }}
{%- endmacro %}

{# What of a surplus is taken: from the shared part only, and no more than there is. #}
{% macro surplus_taken(shared, surplus) -%}
    least({{ surplus }}, {{ shared }})
{%- endmacro %}

{# Kroner a case: the part that is paid by tariff over the cases expected. #}
{% macro tariff(tariff_part, expected_cases) -%}
    {{ rounded_quotient(tariff_part, expected_cases) }}
{%- endmacro %}

{# The whole kroner of a municipality before the rounding difference is placed. #}
{% macro share_by_key(amount, key_number, key_total) -%}
    {{ rounded_quotient(amount ~ ' * ' ~ key_number, key_total) }}
{%- endmacro %}
