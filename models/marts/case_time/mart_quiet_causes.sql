-- grain: one row per cell and cause of quiet periods

{% set cell = level_columns() %}
{% set sums = ['n_stretches', 'days', 'working_days', 'days_registered', 'days_by_rule'] %}

with

cells as (

    select * from {{ ref('int_case_time__cells') }}

),

quiet as (

    select * from {{ ref('int_case_time__quiet') }}

),

{{ quiet_cells(['cause_code'], sums) }},

mart_quiet_causes as (

    select
        {{ columns_of('quiet_by_case_cells', cell) }},
        quiet_by_case_cells.cause_code,

        {{ columns_of('quiet_by_case_cells', ['n_cases'] + sums) }},
        quiet_by_case_cells.days / cast(cells.quiet_days as double) as quiet_share,
        quiet_by_case_cells.days / cast(cells.throughput_days as double) as time_share
    from quiet_by_case_cells
    inner join cells
        on {{ same('quiet_by_case_cells', 'cells', cell) }}

)

select * from mart_quiet_causes
