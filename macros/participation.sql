{# Joining and leaving the strengthened cooperation, by the rules of seeds/participation_rules.csv. #}

{# The rules, each until the next begins to hold, as the common table expression rules. #}
{% macro rules_in_force() -%}
rules as (

    select
        valid_from,
        first_period_year,
        period_years,
        notice_years,
        notice_month,
        join_month,
        lead(valid_from) over (order by valid_from nulls last) as valid_before
    from {{ ref('participation_rules') }}

)
{%- endmacro %}


{# Whether a rule is in force on a date. #}
{% macro in_force_on(date_on) -%}
    {{ date_on }} >= rules.valid_from and (rules.valid_before is null or {{ date_on }} < rules.valid_before)
{%- endmacro %}


{# The year a notice or proposal of a date counts in: the next one where the month for it is over. #}
{% macro notice_year(date_on) -%}
    (
        extract(year from {{ date_on }})
        + case when extract(month from {{ date_on }}) > rules.notice_month then 1 else 0 end
    )
{%- endmacro %}


{# The first year, from one year on, in which a period begins. #}
{% macro period_year_from(year) -%}
    (
        {{ year }}
        + mod(rules.period_years - mod({{ year }} - rules.first_period_year, rules.period_years), rules.period_years)
    )
{%- endmacro %}


{# The last day of taking part for whom gives notice on a date: a period ends, a year's notice after. #}
{% macro leaves_on(notice_on) -%}
    {{ add_days(first_of_month(period_year_from(notice_year(notice_on) ~ ' + rules.notice_years'), 'rules.join_month'), -1) }}
{%- endmacro %}


{# The last day of the month for notices of a year. #}
{% macro notice_by_on(year) -%}
    {{ add_days(month_start_after(first_of_month(year, 'rules.notice_month'), 1), -1) }}
{%- endmacro %}


{# The first day of a month of a year. #}
{% macro first_of_month(year, month) -%}
    make_date(cast({{ year }} as integer), cast({{ month }} as integer), 1)
{%- endmacro %}
