{# A 64-bit hash of some columns: to find candidates cheaply, never a key. #}
{% macro hash64(columns) -%}
    {{ adapter.dispatch('hash64', 'sagspuls')(columns) }}
{%- endmacro %}

{% macro default__hash64(columns) -%}
    hash({{ columns | join(', ') }})
{%- endmacro %}

{% macro spark__hash64(columns) -%}
    xxhash64({{ columns | join(', ') }})
{%- endmacro %}
