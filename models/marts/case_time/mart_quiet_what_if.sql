-- grain: one row per cell and cause, 'all' among them

{% set cell = level_columns() %}

with

cases as (

    select * from {{ ref('fct_cases') }}

),

quiet as (

    select * from {{ ref('int_case_time__quiet') }}

),

-- Not read from fct_indicator_evidence: fourteen other indicators would have to be there first.
{{ evidence_of_deadline('evidence') }},

causes as (

    select cause_code from {{ ref('delay_causes') }}
    union all
    select 'all' as cause_code

),

judged as (

    select
        *,
        1 as n,
        case when in_numerator then 1 else 0 end as n_kept
    from evidence
    where in_denominator

),

quiet_days as (

    select
        case_key,
        cause_code,
        sum(days) as days
    from quiet
    group by case_key, cause_code
    union all
    select
        case_key,
        'all' as cause_code,
        sum(days) as days
    from quiet
    group by case_key

),

-- Decided too late, and in time without half of the quiet days (rounded down).
gained as (

    select
        judged.municipality_code,
        judged.department_code,
        judged.unit_code,
        judged.case_type_code,
        judged.counted_on,
        quiet_days.cause_code,
        1 as n_gained
    from judged
    inner join cases
        on judged.observed_key = cases.case_key
    inner join quiet_days
        on judged.observed_key = quiet_days.case_key
    where
        judged.n_kept = 0
        and {{ add_days('cases.decided_on', '-floor(quiet_days.days / 2e0)') }} <= cases.deadline_on

),

{{ case_time_cells('judged', [], ['n', 'n_kept']) }},

{{ case_time_cells('gained', ['cause_code'], ['n_gained']) }},

halved as (

    select
        {{ columns_of('judged_cells', cell) }},
        causes.cause_code,
        judged_cells.n,
        judged_cells.n_kept,
        judged_cells.n_kept + coalesce(gained_cells.n_gained, 0) as n_kept_if_halved
    from judged_cells
    cross join causes
    left join gained_cells
        on
            causes.cause_code = gained_cells.cause_code
            and {{ same('judged_cells', 'gained_cells', cell) }}

),

mart_quiet_what_if as (

    select
        {{ columns_of('halved', cell) }},
        halved.cause_code,

        halved.n,
        halved.n_kept,
        halved.n_kept_if_halved,
        halved.n_kept / cast(halved.n as double) as kept_share,
        halved.n_kept_if_halved / cast(halved.n as double) as kept_if_halved_share
    from halved

)

select * from mart_quiet_what_if
