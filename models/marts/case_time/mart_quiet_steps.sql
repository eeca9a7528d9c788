-- grain: one row per cell and one of its ten steps between two events with most quiet working days

{% set cell = level_columns() %}
{% set sums = ['n_stretches', 'n_cases', 'days', 'working_days'] %}

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
        after_event,
        before_event,
        sum(n_stretches) as n_stretches,
        sum(days) as days,
        sum(working_days) as working_days,
        1 as n_cases
    from quiet
    group by
        case_key, municipality_code, department_code, unit_code, case_type_code, counted_on, after_event, before_event

),

{{ case_time_cells('by_case', ['after_event', 'before_event'], sums) }},

ranked as (

    select
        *,
        row_number() over (
            partition by {{ cell | join(', ') }}
            order by
                working_days desc nulls last, days desc nulls last, after_event asc nulls last,
                before_event asc nulls last
        ) as step_rank
    from by_case_cells

),

mart_quiet_steps as (

    select
        {{ columns_of('ranked', cell) }},
        ranked.after_event,
        ranked.before_event,

        cast(ranked.step_rank as integer) as step_rank,
        {{ columns_of('ranked', sums) }},
        ranked.days / cast(cells.quiet_days as double) as quiet_share
    from ranked
    inner join cells
        on {{ same('ranked', 'cells', cell) }}
    where ranked.step_rank <= 10

)

select * from mart_quiet_steps
