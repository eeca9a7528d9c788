-- grain: one row per quality goal, source, organisation and quarter or year, measured or not

{# A new source: a model with the columns of int_quality_goals__case_system, its line here, its rows in
   seeds/measurability.csv. #}
{% set sources = [
    ref('int_quality_goals__case_system'),
    ref('int_quality_goals__audit'),
] %}
{% set org = ['municipality_code', 'org_level', 'org_code'] %}
{% set cell = ['indicator_id'] + org + ['period_grain', 'period_start'] %}

with

goals as (

    select * from {{ ref('dim_quality_goal') }}

),

indicators as (

    select * from {{ ref('dim_indicator') }}

),

scorecard as (

    select * from {{ ref('mart_scorecard') }}
    where breakdown = 'total' and period_grain in ('quarter', 'year')

),

measurability as (

    select * from {{ ref('int_quality_goals__measurability') }}

),

targets as (

    select * from {{ ref('dim_target') }}

),

organisations as (

    select * from {{ ref('dim_organisation') }}

),

initiatives as (

    select * from {{ ref('dim_initiative') }}

),

effects as (

    select * from {{ ref('mart_initiative_effect') }}
    where group_code = 'part'

),

figures as (

    {% for source in sources %}
    select
        source,
        {{ cell | join(',\n        ') }},
        n,
        numerator,
        n_not_stated,
        value,
        ci_low,
        ci_high,
        spc_signal,
        spc_since
    from {{ source }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

-- Every goal the scorecard expects, in every source it is said to be measured from or not.
expected as (

    select
        goals.goal_id,
        {{ columns_of('scorecard', cell) }},
        measurability.source,
        measurability.measurability,
        measurability.measured_from,
        coalesce(organisations.parent_code, '-') as parent_code,
        indicators.direction,
        scorecard.period_end,
        scorecard.data_date,
        scorecard.is_partial,
        scorecard.target,
        scorecard.target_id
    from scorecard
    inner join goals
        on scorecard.indicator_id = goals.indicator_id
    inner join indicators
        on scorecard.indicator_id = indicators.indicator_id
    inner join measurability
        on {{ same('scorecard', 'measurability', cell) }}
    left join organisations
        on {{ same('scorecard', 'organisations', org) }}

),

-- What was done about it: the newest initiative begun by then in the organisation, in one above or in one below it.
done as (

    select
        expected.source,
        {{ columns_of('expected', cell) }},
        initiatives.initiative_id,
        initiatives.starts_on,
        row_number() over (
            partition by
                expected.source,
                {{ columns_of('expected', cell, 16) }}
            order by initiatives.starts_on desc nulls last, initiatives.initiative_id asc nulls last
        ) as newest_rank
    from expected
    inner join initiatives
        on
            expected.indicator_id = initiatives.indicator_id
            and expected.municipality_code = initiatives.municipality_code
            and expected.period_end >= initiatives.starts_on
    left join organisations as acting
        on {{ same('initiatives', 'acting', org) }}
    where
        'municipality' in (expected.org_level, initiatives.org_level)
        or (expected.org_level = initiatives.org_level and expected.org_code = initiatives.org_code)
        or (expected.org_level = 'department' and expected.org_code = acting.parent_code)
        or (initiatives.org_level = 'department' and initiatives.org_code = expected.parent_code)

),

mart_quality_goals as (

    select
        expected.goal_id,
        expected.indicator_id,
        expected.municipality_code,
        expected.org_level,
        expected.org_code,
        expected.parent_code,
        expected.source,
        expected.period_grain,
        expected.measurability,
        {{ indicator_status(
            "(expected.measurability in ('measured', 'partly_measured'))", 'coalesce(figures.n, 0)',
            'figures.ci_low', 'figures.ci_high', 'expected.target', 'expected.direction'
        ) | indent(8) }} as status,
        expected.target_id,
        figures.spc_signal,
        done.initiative_id,
        effects.verdict as initiative_verdict,

        coalesce(figures.n, 0) as n,
        coalesce(figures.numerator, 0) as numerator,
        coalesce(figures.n_not_stated, 0) as n_not_stated,
        figures.value,
        figures.ci_low,
        figures.ci_high,
        expected.target,
        effects.difference as initiative_difference,
        effects.difference_low as initiative_difference_low,
        effects.difference_high as initiative_difference_high,

        expected.period_start,
        expected.period_end,
        expected.measured_from,
        figures.spc_since,
        done.starts_on as initiative_starts_on,
        expected.data_date,

        expected.is_partial,
        coalesce(targets.has_decision, false) as target_has_decision
    from expected
    left join figures
        on
            expected.source = figures.source
            and {{ same('expected', 'figures', cell) }}
    left join targets
        on expected.target_id = targets.target_id
    left join done
        on
            done.newest_rank = 1
            and expected.source = done.source
            and {{ same('expected', 'done', cell) }}
    left join effects
        on done.initiative_id = effects.initiative_id

)

select * from mart_quality_goals
