{#
    A quotient rounded to a whole number, half away from zero, in whole numbers all the way: no binary fraction is
    rounded, so money comes out alike on every engine. Empty where the divisor is 0.

    Args:
        numerator: a bigint, of any sign.
        divisor: a bigint above 0.
#}
{% macro rounded_quotient(numerator, divisor) -%}
    case
        when {{ numerator }} < 0
            then -{{ whole_quotient('2 * -(' ~ numerator ~ ') + ' ~ divisor, '2 * nullif(' ~ divisor ~ ', 0)') }}
        else {{ whole_quotient('2 * (' ~ numerator ~ ') + ' ~ divisor, '2 * nullif(' ~ divisor ~ ', 0)') }}
    end
{%- endmacro %}


{#
    A double rounded to a whole number, half away from zero. What lies within 1e-9 of a half counts as the half: 0.285
    times 100 is 28.499999999999996 in binary fractions, and 28.5 % is 29 %. Never minus zero.
#}
{% macro half_up(figure) -%}
    (sign({{ figure }}) * floor(abs({{ figure }}) + 0.5e0 + 1e-9) + 0e0)
{%- endmacro %}


{# The whole part of the quotient of two whole numbers that are not negative. #}
{% macro whole_quotient(numerator, divisor) -%}
    {{ adapter.dispatch('whole_quotient', 'sagspuls')(numerator, divisor) }}
{%- endmacro %}

{% macro default__whole_quotient(numerator, divisor) -%}
    cast((({{ numerator }}) // ({{ divisor }})) as bigint)
{%- endmacro %}

{% macro spark__whole_quotient(numerator, divisor) -%}
    cast((({{ numerator }}) div ({{ divisor }})) as bigint)
{%- endmacro %}
