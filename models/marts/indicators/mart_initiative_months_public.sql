-- grain: one row per initiative, group and whole month with observations

{% set cell = ['indicator_id', 'municipality_code', 'org_level', 'org_code', 'breakdown', 'breakdown_code'] %}

with

months as (

    select * from {{ ref('mart_initiative_months') }}

),

counts as (

    select * from {{ ref('int_indicators__initiative_counts') }}

),

initiatives as (

    select * from {{ ref('dim_initiative') }}

),

scorecard as (

    select * from {{ ref('mart_scorecard_public') }}
    where period_grain = 'month'

),

numerators as (

    select
        initiative_id,
        group_code,
        period_start,
        sum(numerator) as numerator
    from counts
    group by initiative_id, group_code, period_start

),

-- A month is shown where the public scorecard shows that of the organisation that took part, and no number is small.
tables as (

    select
        months.*,
        max(
            greatest(
                case when coalesce(scorecard.is_suppressed, true) then 1 else 0 end,
                {{ is_small(['months.n']) | indent(16) }},
                case
                    when months.unit = 'share'
                        then {{ is_small(['numerators.numerator', 'months.n - numerators.numerator']) | indent(24) }}
                    else 0
                end
            )
        ) over (partition by months.initiative_id, months.period_start) = 1 as is_suppressed
    from months
    inner join initiatives
        on months.initiative_id = initiatives.initiative_id
    inner join numerators
        on {{ same('months', 'numerators', ['initiative_id', 'group_code', 'period_start']) }}
    left join scorecard
        on
            months.period_start = scorecard.period_start
            and {{ same('initiatives', 'scorecard', cell) }}

),

mart_initiative_months_public as (

    select
        initiative_id,
        indicator_id,
        municipality_code,
        group_code,
        unit,
        case when not is_suppressed then spc_signal end as spc_signal,
        case when not is_suppressed then spc_rule end as spc_rule,

        {{ published_count('n', 'is_suppressed') }} as n,
        {% for column in ['value', 'spc_mean', 'spc_lower', 'spc_upper'] %}
        {{ published(column, 'unit', 'is_suppressed') }} as {{ column }},
        {% endfor %}

        period_start,

        is_after,
        is_suppressed
    from tables

)

select * from mart_initiative_months_public
