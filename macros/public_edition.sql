{#
    The public edition of a mart: the whole of a model that follows its grain comment. Rows of a table that is hidden
    tell nothing but their key; in all others counts are rounded to 5, sums of days to 10, shares to whole percent and days
    to whole days. Columns in none of the lists are left out.

    A table is shown whole or not at all: hidden where one of its rows has 1 to 9 cases. A table that others add up to
    is never hidden where they are shown: a row of 1 to 9 cases has parts of 1 to 9. Codes of case types no seed knows
    are mistakes, not groups of citizens: they are not published, and hide nothing.

    Args:
        mart: its name; the model is <mart>_public.
        keys: the columns of its grain.
        table_of: expressions that tell one table from another.
        small: the numbers of people that hide, columns or differences of them.
        counts, sums, shares, scores, days, hours: columns by how they are rounded.
        figures: shares, hours, days or kroner, as the column `unit` says.
        kept: columns published as they are.
        condition: which rows are published at all.
#}
{% macro public_edition(
    mart, keys, table_of, small, counts=[], sums=[], shares=[], scores=[], days=[], hours=[], figures=[], kept=[],
    condition='true'
) -%}
with

mart as (

    select * from {{ ref(mart) }}
    where
        {{ condition }}
        {% if 'breakdown_code' in keys %}
        and (
            breakdown <> 'case_type'
            or breakdown_code in (select case_types.case_type_code from {{ ref('case_types') }} as case_types)
        )
        {% endif %}

),

tables as (

    select
        *,
        max(
            case
                {% for column in small %}
                when {{ column }} between 1 and {{ too_few_below() }} - 1 then 1
                {% endfor %}
                else 0
            end
        ) over (partition by {{ table_of | join(', ') }}) = 1 as is_suppressed
    from mart

),

{{ mart }}_public as (

    select
        {% for column in keys %}
        {{ column }},
        {% endfor %}
        {% for column in counts %}
        case when not is_suppressed then cast(round({{ column }} / 5e0) * 5 as bigint) end as {{ column }},
        {% endfor %}
        {% for column in sums %}
        case when not is_suppressed then cast(round({{ column }} / 10e0) * 10 as bigint) end as {{ column }},
        {% endfor %}
        {% for column in shares %}
        {{ published(column, "'share'", 'is_suppressed') }} as {{ column }},
        {% endfor %}
        {% for column in scores %}
        {{ published(column, "'score'", 'is_suppressed') }} as {{ column }},
        {% endfor %}
        {% for column in days %}
        {{ published(column, "'days'", 'is_suppressed') }} as {{ column }},
        {% endfor %}
        {% for column in hours %}
        {{ published(column, "'hours'", 'is_suppressed') }} as {{ column }},
        {% endfor %}
        {% for column in figures %}
        {{ published(column, 'unit', 'is_suppressed') }} as {{ column }},
        {% endfor %}
        {% for column in kept %}
        case when not is_suppressed then {{ column }} end as {{ column }},
        {% endfor %}
        is_suppressed
    from tables

)

select * from {{ mart }}_public
{%- endmacro %}
