{# LIX, readability by Björnsson (1968): words a sentence plus the percentage of words of more than 6 letters. #}
{% macro lix(words, sentences, long_words) -%}
    cast({{ words }} as double) / {{ sentences }} + 100e0 * {{ long_words }} / {{ words }}
{%- endmacro %}
