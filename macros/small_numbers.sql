{# 1 where one of some numbers is of 1 to 9 persons or cases, else 0; a number that is not known is not small. #}
{% macro is_small(numbers) -%}
case
    {% for number in numbers %}
    when {{ number }} between 1 and {{ too_few_below() }} - 1 then 1
    {% endfor %}
    else 0
end
{%- endmacro %}

{# A step between two events, as the part of a sheet. #}
{% macro quiet_step(relation) -%}
concat({{ relation }}.after_event, ' > ', {{ relation }}.before_event)
{%- endmacro %}
