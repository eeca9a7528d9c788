-- grain: one row per quality goal, source, organisation and quarter or year that may be published, shown or suppressed

{% set cell = ['indicator_id', 'municipality_code', 'org_level', 'org_code', 'period_grain', 'period_start'] %}

with

mart as (

    select * from {{ ref('mart_quality_goals') }}

),

scorecard as (

    select * from {{ ref('mart_scorecard_public') }}
    where breakdown = 'total'

),

-- The case system's figures are the scorecard's and hidden where it hides them. Another source's figures of a year and
-- level are shown together or not at all; one or two cases met or not met tell what was found in them.
judged as (

    select
        mart.*,
        case
            when mart.source = 'case_system' and coalesce(scorecard.is_suppressed, true) then 1
            when mart.source = 'case_system' then 0
            when mart.n between 1 and {{ too_few_below() }} - 1 then 1
            when mart.numerator in (1, 2) or mart.n - mart.numerator in (1, 2) then 1
            else 0
        end as hides
    from mart
    left join scorecard
        on {{ same('mart', 'scorecard', cell) }}

),

tables as (

    select
        *,
        case
            -- What could not be measured is told by the seed: nothing was counted.
            when status = 'not_measurable' then false
            when source = 'case_system' then hides = 1
            else
                max(hides) over (
                    partition by
                        goal_id, source, municipality_code, org_level, {{ period_start('year', 'period_start') }}
                ) = 1
        end as is_suppressed
    from judged

),

mart_quality_goals_public as (

    select
        goal_id,
        indicator_id,
        municipality_code,
        org_level,
        org_code,
        parent_code,
        source,
        period_grain,
        measurability,
        case when is_suppressed then 'too_few' else status end as status,
        target_id,
        case when not is_suppressed then spc_signal end as spc_signal,
        initiative_id,

        case when not is_suppressed then cast(round(n / 5e0) * 5 as bigint) end as n,
        {% for share in ['value', 'ci_low', 'ci_high'] %}
        {{ published(share, "'share'", 'is_suppressed') }} as {{ share }},
        {% endfor %}
        target,

        period_start,
        period_end,
        measured_from,
        case when not is_suppressed then spc_since end as spc_since,
        initiative_starts_on,
        data_date,

        is_partial,
        target_has_decision,
        is_suppressed
    from tables

)

select * from mart_quality_goals_public
