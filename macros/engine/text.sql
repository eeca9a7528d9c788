{#
    What LIX counts in a text, 0 where it is empty (docs/decisions.md, LIX). A word is letters and digits, with hyphens
    within; a sentence ends with . ! ? or : before a blank, a bracket or the end. The patterns have no backslash and no
    named class: the engines read those apart.
#}

{% macro n_words(text) -%}
    {{ adapter.dispatch('n_words', 'sagspuls')(text) }}
{%- endmacro %}

{% macro default__n_words(text) -%}
    cast(coalesce(len(regexp_extract_all({{ text }}, '[0-9A-Za-zÀ-ÖØ-öø-ÿ][0-9A-Za-zÀ-ÖØ-öø-ÿ-]*')), 0) as integer)
{%- endmacro %}

{% macro spark__n_words(text) -%}
    coalesce(size(regexp_extract_all({{ text }}, '[0-9A-Za-zÀ-ÖØ-öø-ÿ][0-9A-Za-zÀ-ÖØ-öø-ÿ-]*', 0)), 0)
{%- endmacro %}


{# Words of more than 6 letters. #}
{% macro n_long_words(text) -%}
    {{ adapter.dispatch('n_long_words', 'sagspuls')(text) }}
{%- endmacro %}

{% macro default__n_long_words(text) -%}
    cast(coalesce(len(regexp_extract_all({{ text }}, '[0-9A-Za-zÀ-ÖØ-öø-ÿ-]{7,}')), 0) as integer)
{%- endmacro %}

{% macro spark__n_long_words(text) -%}
    coalesce(size(regexp_extract_all({{ text }}, '[0-9A-Za-zÀ-ÖØ-öø-ÿ-]{7,}', 0)), 0)
{%- endmacro %}


{% macro n_sentences(text) -%}
    {{ adapter.dispatch('n_sentences', 'sagspuls')(text) }}
{%- endmacro %}

{% macro default__n_sentences(text) -%}
    cast(
        coalesce(len(regexp_extract_all(replace({{ text }}, chr(10), ' '), '[.!?:]+([ )]|$)')), 0) as integer
    )
{%- endmacro %}

{% macro spark__n_sentences(text) -%}
    coalesce(size(regexp_extract_all(replace({{ text }}, chr(10), ' '), '[.!?:]+([ )]|$)', 0)), 0)
{%- endmacro %}


{# A text without what no reader would call a difference: case, line breaks, and more than one blank. #}
{% macro plain_text(text) -%}
    {{ adapter.dispatch('plain_text', 'sagspuls')(text) }}
{%- endmacro %}

{% macro default__plain_text(text) -%}
    lower(trim(regexp_replace(translate({{ text }}, {{ _blanks() }}, '    '), ' +', ' ', 'g')))
{%- endmacro %}

{% macro spark__plain_text(text) -%}
    lower(trim(regexp_replace(translate({{ text }}, {{ _blanks() }}, '    '), ' +', ' ')))
{%- endmacro %}

{# Tab, line feed, carriage return and the blank that does not break. #}
{% macro _blanks() -%} chr(9) || chr(10) || chr(13) || chr(160) {%- endmacro %}
