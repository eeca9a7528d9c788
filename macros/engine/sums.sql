{#
    Sums of doubles that come out alike in every build. Binary fractions do not add up the same in every order, and the
    order of rows hangs on threads and engine: what is rounded, tested or compared afterwards may then tip over. Whole
    numbers and decimals need none of this (tests/integration/test_same_build_twice.py finds the doubles).
#}

{# In a group: the smallest first. Empty where no row has a value. #}
{% macro ordered_sum(value) -%}
    {{ adapter.dispatch('ordered_sum', 'sagspuls')(value) }}
{%- endmacro %}

{% macro default__ordered_sum(value) -%}
    sum({{ value }} order by {{ value }} asc nulls last)
{%- endmacro %}

{% macro spark__ordered_sum(value) -%}
    case
        when count({{ value }}) > 0
            then aggregate(array_sort(collect_list({{ value }})), 0e0, (total, next) -> total + next)
    end
{%- endmacro %}


{# In a window, in decimals: of values below 1e20, to 18 places. `over` is what stands in the brackets. #}
{% macro exact_sum(value, over) -%}
    cast(sum(cast({{ value }} as decimal(38, 18))) over ({{ over }}) as double)
{%- endmacro %}

{% macro exact_avg(value, over) -%}
    {{ exact_sum(value, over) }} / nullif(count({{ value }}) over ({{ over }}), 0)
{%- endmacro %}
