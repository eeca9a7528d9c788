{# Rows for which a condition that must hold does not: it is false, or cannot be told. #}
{% test holds(model, condition) %}

select *
from {{ model }}
where coalesce(not ({{ condition }}), true)

{% endtest %}


{# Values of a column that are none of those allowed; an empty one is let through where `may_be_empty`. #}
{% test vocabulary(model, column, allowed, may_be_empty=false) %}

select
    {{ column }} as found,
    count(*) as n_rows
from {{ model }}
where
    {{ column }} not in ('{{ allowed | join("', '") }}')
    {% if not may_be_empty %}or {{ column }} is null{% endif %}
group by {{ column }}

{% endtest %}


{#
    Codes of a column that the model they point to does not have. A join, as `not exists` costs twice as much:
    DuckDB first makes every code distinct.
#}
{% test known_in(model, columns, to, to_columns) %}

select
    {% for column in columns %}
    rows_here.{{ column }},
    {% endfor %}
    count(*) as n_rows
from {{ model }} as rows_here
left join {{ to }} as rows_there
    on
        {% for column in columns %}
        {{ 'and ' if not loop.first }}rows_here.{{ column }} = rows_there.{{ to_columns[loop.index0] }}
        {% endfor %}
where
    rows_there.{{ to_columns[0] }} is null
    {% for column in columns %}
    and rows_here.{{ column }} is not null
    {% endfor %}
group by {% for column in columns %}rows_here.{{ column }}{{ ', ' if not loop.last }}{% endfor %}

{% endtest %}
