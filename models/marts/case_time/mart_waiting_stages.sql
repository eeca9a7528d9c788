-- grain: one row per cell and stage, 'all' among them

{% set keys = level_columns() + ['stage'] %}

with

case_parts as (

    select * from {{ ref('int_case_time__case_parts') }}

),

case_times as (

    select * from {{ ref('fct_case_times') }}

),

stages as (

    select * from {{ ref('stages') }}

),

by_stage as (

    select
        {% for stage in ['intake', 'investigation', 'assessment', 'decision'] %}
        sum(case when stage = '{{ stage }}' then days else 0 end) as {{ stage }}_days,
        {% endfor %}
        case_key
    from case_parts
    group by case_key

),

-- A case that spent no day in a stage waited 0 days there: the stages of a case add up to the whole.
stage_days as (

    select
        case_times.municipality_code,
        case_times.department_code,
        case_times.unit_code,
        case_times.case_type_code,
        case_times.counted_on,
        stages.stage,
        cast(
            case stages.stage
                when 'intake' then by_stage.intake_days
                when 'investigation' then by_stage.investigation_days
                when 'assessment' then by_stage.assessment_days
                when 'decision' then by_stage.decision_days
            end as double
        ) as value,
        1 as n
    from case_times
    inner join by_stage
        on case_times.case_key = by_stage.case_key
    cross join stages
    union all
    select
        municipality_code,
        department_code,
        unit_code,
        case_type_code,
        counted_on,
        'all' as stage,
        cast(throughput_days as double) as value,
        1 as n
    from case_times

),

{{ case_time_cells('stage_days', ['stage', 'value'], ['n']) }},

{{ medians_of_counts('stage_days_cells', keys) }},

-- The smallest number of days with a quarter, or three, of the cases up to it.
quartiles as (

    select
        {{ keys | join(',\n        ') }},
        min(case when up_to_rank >= n * 0.25e0 then value end) as q1_days,
        min(case when up_to_rank >= n * 0.75e0 then value end) as q3_days
    from ranked
    group by {{ keys | join(', ') }}

),

sums as (

    select
        {{ keys | join(',\n        ') }},
        sum(n) as n_cases,
        cast(sum(cast(value as bigint) * n) as bigint) as days
    from stage_days_cells
    group by {{ keys | join(', ') }}

),

mart_waiting_stages as (

    select
        {{ columns_of('sums', keys) }},

        cast(sums.n_cases as bigint) as n_cases,
        sums.days,
        sums.days / cast(sums.n_cases as double) as mean_days,
        case when sums.n_cases >= {{ too_few_below() }} then quartiles.q1_days end as q1_days,
        case when sums.n_cases >= {{ too_few_below() }} then medians.median end as median_days,
        case when sums.n_cases >= {{ too_few_below() }} then quartiles.q3_days end as q3_days,
        case when sums.n_cases >= {{ too_few_below() }} then medians.median_low end as median_low_days,
        case when sums.n_cases >= {{ too_few_below() }} then medians.median_high end as median_high_days
    from sums
    inner join medians
        on {{ same('sums', 'medians', keys) }}
    inner join quartiles
        on {{ same('sums', 'quartiles', keys) }}

)

select * from mart_waiting_stages
