{# Date arithmetic, which every engine writes in its own way: models call these and nothing else. #}

{# Days from one date to another; negative where the second lies before the first. #}
{% macro days_between(from_on, to_on) -%}
    {{ adapter.dispatch('days_between', 'sagspuls')(from_on, to_on) }}
{%- endmacro %}

{% macro default__days_between(from_on, to_on) -%}
    cast(date_diff('day', {{ from_on }}, {{ to_on }}) as integer)
{%- endmacro %}

{% macro spark__days_between(from_on, to_on) -%}
    datediff({{ to_on }}, {{ from_on }})
{%- endmacro %}


{# The date so many days after another. #}
{% macro add_days(date_on, n_days) -%}
    {{ adapter.dispatch('add_days', 'sagspuls')(date_on, n_days) }}
{%- endmacro %}

{% macro default__add_days(date_on, n_days) -%}
    cast({{ date_on }} + cast({{ n_days }} as integer) as date)
{%- endmacro %}

{% macro spark__add_days(date_on, n_days) -%}
    date_add({{ date_on }}, cast({{ n_days }} as int))
{%- endmacro %}


{# First day of the month, quarter or year a date lies in. #}
{% macro period_start(grain, date_on) -%}
    {{ adapter.dispatch('period_start', 'sagspuls')(grain, date_on) }}
{%- endmacro %}

{% macro default__period_start(grain, date_on) -%}
    cast(date_trunc('{{ grain }}', {{ date_on }}) as date)
{%- endmacro %}


{# Last day of the month, quarter or year that begins on a date. #}
{% macro period_end(grain, start_on) -%}
    {{ adapter.dispatch('period_end', 'sagspuls')(grain, start_on) }}
{%- endmacro %}

{% macro default__period_end(grain, start_on) -%}
    cast({{ start_on }} + interval 1 {{ grain }} - interval 1 day as date)
{%- endmacro %}

{% macro spark__period_end(grain, start_on) -%}
    date_sub(add_months({{ start_on }}, {{ {'month': 1, 'quarter': 3, 'year': 12}[grain] }}), 1)
{%- endmacro %}


{# Day of the week, Monday 1 to Sunday 7. #}
{% macro iso_weekday(date_on) -%}
    {{ adapter.dispatch('iso_weekday', 'sagspuls')(date_on) }}
{%- endmacro %}

{% macro default__iso_weekday(date_on) -%}
    cast(isodow({{ date_on }}) as integer)
{%- endmacro %}

{% macro spark__iso_weekday(date_on) -%}
    (weekday({{ date_on }}) + 1)
{%- endmacro %}


{# A query of every date from one to another, both included, as column calendar_on. #}
{% macro every_date(from_on, to_on) -%}
    {{ adapter.dispatch('every_date', 'sagspuls')(from_on, to_on) }}
{%- endmacro %}

{% macro default__every_date(from_on, to_on) -%}
    select cast(day as date) as calendar_on
    from generate_series(
        cast('{{ from_on }}' as timestamp), cast('{{ to_on }}' as timestamp), interval 1 day
    ) as days (day)
{%- endmacro %}

{% macro spark__every_date(from_on, to_on) -%}
    select explode(sequence(date '{{ from_on }}', date '{{ to_on }}', interval 1 day)) as calendar_on
{%- endmacro %}


{# The first day of the month so many months after (or, negative, before) the month a date lies in. #}
{% macro month_start_after(date_on, n_months) -%}
    {{ adapter.dispatch('month_start_after', 'sagspuls')(date_on, n_months) }}
{%- endmacro %}

{% macro default__month_start_after(date_on, n_months) -%}
    cast(date_trunc('month', {{ date_on }}) + to_months({{ n_months }}) as date)
{%- endmacro %}

{% macro spark__month_start_after(date_on, n_months) -%}
    cast(add_months(trunc({{ date_on }}, 'MM'), {{ n_months }}) as date)
{%- endmacro %}


{# Whole minutes from one instant to another. #}
{% macro minutes_between(from_at, to_at) -%}
    {{ adapter.dispatch('minutes_between', 'sagspuls')(from_at, to_at) }}
{%- endmacro %}

{% macro default__minutes_between(from_at, to_at) -%}
    cast(date_diff('minute', {{ from_at }}, {{ to_at }}) as integer)
{%- endmacro %}

{% macro spark__minutes_between(from_at, to_at) -%}
    cast(timestampdiff(minute, {{ from_at }}, {{ to_at }}) as int)
{%- endmacro %}
