-- grain: one row per cell, stage and part with days in it

{% set cell = level_columns() %}

with

cells as (

    select * from {{ ref('int_case_time__cells') }}

),

case_times as (

    select * from {{ ref('fct_case_times') }}

),

case_parts as (

    select * from {{ ref('int_case_time__case_parts') }}

),

-- A case counts once in a part, however many stages it was in it.
every_stage as (

    {% for part in ['busy', 'waiting_citizen', 'waiting_third_party', 'quiet'] %}
    select
        municipality_code,
        department_code,
        unit_code,
        case_type_code,
        counted_on,
        'all' as stage,
        '{{ part }}' as part,
        {{ part }}_days as days,
        {{ part }}_working_days as working_days,
        1 as n_cases_with
    from case_times
    where {{ part }}_days > 0
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

time_spent as (

    select * from every_stage
    union all
    select
        case_times.municipality_code,
        case_times.department_code,
        case_times.unit_code,
        case_times.case_type_code,
        case_times.counted_on,
        case_parts.stage,
        case_parts.part,
        case_parts.days,
        case_parts.working_days,
        1 as n_cases_with
    from case_parts
    inner join case_times
        on case_parts.case_key = case_times.case_key

),

{{ case_time_cells('time_spent', ['stage', 'part'], ['n_cases_with', 'days', 'working_days']) }},

mart_case_time_parts as (

    select
        {{ columns_of('time_spent_cells', cell) }},
        time_spent_cells.stage,
        time_spent_cells.part,

        cells.n_cases,
        time_spent_cells.n_cases_with,
        time_spent_cells.days,
        time_spent_cells.working_days,
        time_spent_cells.days / cast(cells.n_cases as double) as mean_days,
        time_spent_cells.days / cast(
            sum(time_spent_cells.days) over (
                partition by {{ columns_of('time_spent_cells', cell, 20) }}, time_spent_cells.stage
            ) as double
        ) as time_share
    from time_spent_cells
    inner join cells
        on {{ same('time_spent_cells', 'cells', cell) }}

)

select * from mart_case_time_parts
