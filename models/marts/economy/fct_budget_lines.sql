-- grain: one row per delivered row of a budget, totals among them

{% set dimensions = ['main_account', 'main_function', 'function_code', 'dranst', 'kind_code'] %}

with

delivered as (

    select
        *,
        {{ words_of('line_text') }} as plain_text
    from {{ ref('stg_budget_lines') }}

),

account_codes as (

    select * from {{ ref('account_codes') }}

),

-- A row is a total where it says so, or where it says nothing and its text does.
told as (

    select
        *,
        case
            when row_kind = 'total' then 'row_kind'
            when row_kind is null and {{ is_total_text('plain_text') }} then 'text'
        end as told_as_total_by
    from delivered

),

{% for dimension in dimensions %}
known_{{ dimension }} as (

    select distinct
        told.budget_year,
        told.{{ dimension }} as code
    from told
    inner join account_codes
        on
            account_codes.dimension = '{{ dimension }}'
            and told.{{ dimension }} = account_codes.code
            and told.budget_year between account_codes.first_year and coalesce(account_codes.last_year, 9999)

),

{% endfor %}
fct_budget_lines as (

    select
        told.municipality_code,
        told.provider_id,
        told.budget_year,
        told.kind,
        told.line_text,
        told.line_no,

        coalesce(told.group_name, '-') as group_name,
        told.line_order,
        told.told_as_total_by is not null as is_total,
        told.told_as_total_by,
        told.note,

        told.amount_dkk,
        told.stated_difference_dkk,

        told.main_account,
        told.main_function,
        told.function_code,
        told.dranst,
        told.grouping_code,
        told.kind_code,
        nullif(
            concat_ws(
                ', ',
                {% for dimension in dimensions %}
                case
                    when told.{{ dimension }} is not null and known_{{ dimension }}.code is null
                        then '{{ dimension }} ' || told.{{ dimension }}
                end{{ ',' if not loop.last }}
                {% endfor %}
            ),
            ''
        ) as unknown_codes,

        told._data_date as updated_on
    from told
    {% for dimension in dimensions %}
    left join known_{{ dimension }}
        on
            told.budget_year = known_{{ dimension }}.budget_year
            and told.{{ dimension }} = known_{{ dimension }}.code
    {% endfor %}

)

select * from fct_budget_lines
