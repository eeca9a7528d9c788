-- grain: one row per organisation and breakdown, with its open cases on the data date

{% set due_days = 30 %}
{% set cell = ['municipality_code', 'org_level', 'org_code', 'breakdown', 'breakdown_code'] %}
{% set case_cell = 'municipality_code, department_code, unit_code, case_type_code, target_group_code' %}

with

cases as (

    select * from {{ ref('fct_cases') }}

),

observed as (

    select * from {{ ref('int_cases__observed_until') }}

),

data_dates as (

    select
        municipality_code,
        max(observed_until) as data_date
    from observed
    group by municipality_code

),

coded as (

    select
        municipality_code,
        department_code,
        unit_code,
        case_type_code,
        target_group_code,
        deadline_status,
        days_over_deadline,
        {{ days_between('received_on', 'observed_until') }} as days_open,
        deadline_status = 'not_yet_due' and deadline_on <= {{ add_days('observed_until', due_days) }} as is_due_soon,
        is_open
    from cases

),

-- Where no case is open that is a row too: one without a case for each place that ever had one.
open_cases as (

    select
        {{ case_cell }},
        1 as n_open,
        case when deadline_status = 'not_kept' then 1 else 0 end as n_overdue,
        case when is_due_soon then 1 else 0 end as n_due,
        case when deadline_status = 'no_deadline' then 1 else 0 end as n_no_deadline,
        case when deadline_status = 'not_kept' then days_over_deadline end as days_over,
        days_open
    from coded
    where is_open
    union all
    select
        {{ case_cell }},
        0 as n_open,
        0 as n_overdue,
        0 as n_due,
        0 as n_no_deadline,
        cast(null as integer) as days_over,
        cast(null as integer) as days_open
    from coded
    group by {{ case_cell }}

),

{{ on_levels(
    'open_cases', ['n_open', 'n_overdue', 'n_due', 'n_no_deadline', 'days_over', 'days_open'],
    breakdowns=['case_type', 'target_group']
) }},

cells as (

    select
        {{ cell | join(',\n        ') }},
        sum(n_open) as n_open,
        sum(n_overdue) as n_overdue,
        sum(n_due) as n_due,
        sum(n_no_deadline) as n_no_deadline,
        percentile_cont(0.5) within group (order by days_over asc nulls last) as median_days_over,
        max(days_over) as max_days_over,
        percentile_cont(0.5) within group (order by days_open asc nulls last) as median_days_open
    from open_cases_on_levels
    group by {{ cell | join(', ') }}

),

mart_open_cases as (

    select
        {{ columns_of('cells', cell) }},

        cast(cells.n_open as bigint) as n_open,
        cast(cells.n_overdue as bigint) as n_overdue,
        cast(cells.n_due as bigint) as n_due_in_30_days,
        cast(cells.n_no_deadline as bigint) as n_no_deadline,
        cast(cells.median_days_over as double) as median_days_over,
        cells.max_days_over,
        cast(cells.median_days_open as double) as median_days_open,

        data_dates.data_date
    from cells
    inner join data_dates
        on cells.municipality_code = data_dates.municipality_code

)

select * from mart_open_cases
