{# Months after which guiding documents and templates are to be looked at again where no date is set. #}
{% macro review_after_months() -%} 24 {%- endmacro %}

{# Days ahead that are shown as soon due. #}
{% macro due_within_days() -%} 90 {%- endmacro %}

{# The first of the month so many months after the last review. #}
{% macro next_review(reviewed_on) -%}
    {{ month_start_after(reviewed_on, review_after_months() | trim | int) }}
{%- endmacro %}
