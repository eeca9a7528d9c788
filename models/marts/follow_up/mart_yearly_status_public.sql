-- grain: one row per year and focus point that was one in it

-- A level is told as the public scorecard tells it; the rest is no citizen's.

with

years as (

    select * from {{ ref('mart_yearly_status') }}

),

scorecard as (

    select * from {{ ref('mart_scorecard_public') }}
    where period_grain = 'year' and breakdown = 'total'

),

placed as (

    select
        *,
        {{ month_start_after('year_start_on', -12) }} as year_before_on,
        case when department_code is null then 'municipality' else 'department' end as org_level,
        coalesce(department_code, municipality_code) as org_code
    from years

),

mart_yearly_status_public as (

    select
        placed.municipality_code,
        placed.focus_point_id,
        placed.department_code,
        placed.indicator_id,

        placed.title,
        placed.approved_text,
        placed.why,
        placed.wanted,
        placed.priority,
        placed.status,
        placed.what_was_done,
        placed.unit,
        case
            when placed.unit is null or (then_cell.value is not null and now_cell.value is not null) then placed.verdict
            else 'no_figure'
        end as verdict,

        placed.version_no,
        placed.n_milestones_reached,
        placed.n_training_held,
        then_cell.n as n_before,
        then_cell.value as value_before,
        now_cell.n as n_now,
        now_cell.value as value_now,

        placed.year_start_on,
        placed.approved_on,
        placed.adjusted_on,
        placed.retired_on,
        placed.is_preliminary
    from placed
    left join scorecard as then_cell
        on
            placed.municipality_code = then_cell.municipality_code
            and placed.indicator_id = then_cell.indicator_id
            and placed.org_level = then_cell.org_level
            and placed.org_code = then_cell.org_code
            and placed.year_before_on = then_cell.period_start
    left join scorecard as now_cell
        on
            placed.municipality_code = now_cell.municipality_code
            and placed.indicator_id = now_cell.indicator_id
            and placed.org_level = now_cell.org_level
            and placed.org_code = now_cell.org_code
            and placed.year_start_on = now_cell.period_start

)

select * from mart_yearly_status_public
