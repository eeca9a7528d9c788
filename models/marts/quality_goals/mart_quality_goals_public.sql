-- grain: one row per quality goal, source, organisation and quarter or year that may be published, shown or suppressed

{% set cell = ['indicator_id', 'municipality_code', 'org_level', 'org_code', 'period_grain', 'period_start'] %}

with

mart as (

    select goals.* from {{ ref('mart_quality_goals') }} as goals
    where {{ has_known_codes(['org_code'], 'goals') | indent(4) }}

),

scorecard as (

    select * from {{ ref('mart_scorecard_public') }}
    where breakdown = 'total'

),

indicators as (

    select * from {{ ref('dim_indicator') }}

),

-- The case system's figures are the scorecard's and hidden where it hides them. Another source's figures of a year and
-- level are shown together or not at all.
judged as (

    select
        mart.*,
        indicators.direction,
        scorecard.n as scorecard_n,
        scorecard.value as scorecard_value,
        scorecard.ci_low as scorecard_low,
        scorecard.ci_high as scorecard_high,
        case
            when mart.source = 'case_system' and coalesce(scorecard.is_suppressed, true) then 1
            when mart.source = 'case_system' then 0
            else {{ is_small(['mart.n', 'mart.numerator', 'mart.n - mart.numerator']) | indent(16) }}
        end as hides
    from mart
    inner join indicators
        on mart.indicator_id = indicators.indicator_id
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

-- What an audit shows is of a sample, whose interval is not Wilson's. The status follows from the rounded figures.
rounded as (

    select
        {% for column, figure in [('value', 'value'), ('low', 'ci_low'), ('high', 'ci_high')] %}
        {{ published(figure, "'share'", 'is_suppressed') }} as audit_{{ column }},
        {% endfor %}
        {{ published_count('n', 'is_suppressed') }} as audit_n,
        source = 'case_system' and status <> 'not_measurable' as is_of_scorecard,
        *
    from tables

),

public_figures as (

    select
        {% for column in ['n', 'value', 'low', 'high'] %}
        case when is_of_scorecard then scorecard_{{ column }} else audit_{{ column }} end as public_{{ column }},
        {% endfor %}
        *
    from rounded

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
        case
            when is_suppressed then 'too_few'
            else
                {{ indicator_status(
                    "status <> 'not_measurable'", 'n', 'public_low', 'public_high', 'target', 'direction'
                ) | indent(16) }}
        end as status,
        target_id,
        case when not is_suppressed then spc_signal end as spc_signal,
        initiative_id,

        public_n as n,
        public_value as value,
        public_low as ci_low,
        public_high as ci_high,
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
    from public_figures

)

select * from mart_quality_goals_public
