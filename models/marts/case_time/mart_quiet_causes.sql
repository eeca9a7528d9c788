-- grain: one row per cell and cause of quiet periods

{% set cell = level_columns() %}
{% set sums = ['n_stretches', 'n_cases', 'days', 'working_days', 'days_registered', 'days_by_rule'] %}

with

cells as (

    select * from {{ ref('int_case_time__cells') }}

),

quiet as (

    select * from {{ ref('int_case_time__quiet') }}

),

by_case as (

    select
        case_key,
        municipality_code,
        department_code,
        unit_code,
        case_type_code,
        counted_on,
        cause_code,
        {% for column in sums if column != 'n_cases' %}
        sum({{ column }}) as {{ column }},
        {% endfor %}
        1 as n_cases
    from quiet
    group by case_key, municipality_code, department_code, unit_code, case_type_code, counted_on, cause_code

),

{{ case_time_cells('by_case', ['cause_code'], sums) }},

mart_quiet_causes as (

    select
        {{ columns_of('by_case_cells', cell) }},
        by_case_cells.cause_code,

        {{ columns_of('by_case_cells', sums) }},
        by_case_cells.days / cast(cells.quiet_days as double) as quiet_share,
        by_case_cells.days / cast(cells.throughput_days as double) as time_share
    from by_case_cells
    inner join cells
        on {{ same('by_case_cells', 'cells', cell) }}

)

select * from mart_quiet_causes
