{#
    What may be published of a mart, as the common table expressions `judged` and <mart>_public: its table for the
    municipality, shown whole or left out whole, and rounded (docs/decisions.md).

    Args:
        mart: a CTE with the rows of the mart that may be published at all.
        table: expressions that are the same within a table.
        small: the numbers of people behind the figures: a table with one of 1 to 9 is left out.
        as_they_are: columns that need no rounding.
        counts: columns rounded to the nearest 5.
        totals: columns of days, rounded to the nearest 10.
        fine: by column, the parts of a whole that it is rounded to: 100 for whole percent, 1 for whole days.
#}
{% macro public_edition(mart, table, small, as_they_are, counts=[], totals=[], fine={}) -%}
judged as (

    select
        *,
        max(
            case
                {% for people in small %}
                when {{ people }} between 1 and {{ too_few_below() }} - 1 then 1
                {% endfor %}
                else 0
            end
        ) over (partition by {{ table | join(', ') }}) as is_too_small
    from {{ mart }}

),

{{ mart }}_public as (

    select
        {% for column in counts %}
        cast(round({{ column }} / 5e0) * 5 as bigint) as {{ column }},
        {% endfor %}
        {% for column in totals %}
        cast(round({{ column }} / 1e1) * 10 as bigint) as {{ column }},
        {% endfor %}
        {% for column, parts in fine.items() %}
        round({{ column }} * {{ parts }}) / {{ parts }} as {{ column }},
        {% endfor %}
        {{ as_they_are | join(',\n        ') }}
    from judged
    where is_too_small = 0

)
{%- endmacro %}
