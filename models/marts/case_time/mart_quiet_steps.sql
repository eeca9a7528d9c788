-- grain: one row per cell and one of its ten steps between two events with most quiet working days

{% set cell = level_columns() %}
{% set sums = ['n_stretches', 'days', 'working_days'] %}

with

cells as (

    select * from {{ ref('int_case_time__cells') }}

),

quiet as (

    select * from {{ ref('int_case_time__quiet') }}

),

{{ quiet_cells(['after_event', 'before_event'], sums) }},

ranked as (

    select
        *,
        row_number() over (
            partition by {{ cell | join(', ') }}
            order by
                working_days desc nulls last, days desc nulls last, after_event asc nulls last,
                before_event asc nulls last
        ) as step_rank
    from quiet_by_case_cells

),

mart_quiet_steps as (

    select
        {{ columns_of('ranked', cell) }},
        ranked.after_event,
        ranked.before_event,

        cast(ranked.step_rank as integer) as step_rank,
        {{ columns_of('ranked', ['n_cases'] + sums) }},
        ranked.days / cast(cells.quiet_days as double) as quiet_share
    from ranked
    inner join cells
        on {{ same('ranked', 'cells', cell) }}
    where ranked.step_rank <= 10

)

select * from mart_quiet_steps
