-- grain: one row per cell with cases: municipality, organisation, breakdown and period

with

case_times as (

    select * from {{ ref('fct_case_times') }}

),

counted as (

    select
        *,
        1 as n_cases
    from case_times

),

{{ case_time_cells('counted', [], ['n_cases', 'throughput_days', 'quiet_days']) }},

int_case_time__cells as (

    select * from counted_cells

)

select * from int_case_time__cells
