-- grain: one row per initiative and group

{% set keys = ['initiative_id', 'group_code', 'is_after'] %}

with

counts as (

    select * from {{ ref('int_indicators__initiative_counts') }}
    where is_in_window

),

indicators as (

    select * from {{ ref('dim_indicator') }}

),

{{ medians_of_counts('counts', keys) }},

sums as (

    select
        initiative_id,
        indicator_id,
        municipality_code,
        group_code,
        is_after,
        count(distinct period_start) as n_months,
        sum(n) as n,
        sum(numerator) as numerator
    from counts
    group by initiative_id, indicator_id, municipality_code, group_code, is_after

),

figures as (

    select
        {% for name, share, median in [
            ('value', "sums.numerator / cast(sums.n as double)", 'median'),
            ('ci_low', wilson_low('sums.numerator', 'sums.n'), 'median_low'),
            ('ci_high', wilson_high('sums.numerator', 'sums.n'), 'median_high')
        ] %}
        case
            when sums.n < {{ too_few_below() }} then null
            when indicators.unit = 'share' then {{ share }}
            else medians.{{ median }}
        end as {{ name }},
        {% endfor %}
        sums.*,
        indicators.direction,
        indicators.unit
    from sums
    inner join indicators
        on sums.indicator_id = indicators.indicator_id
    left join medians
        on {{ same('sums', 'medians', keys) }}

),

sides as (

    select
        {% for side, condition in [('before', 'not is_after'), ('after', 'is_after')] %}
        max(case when {{ condition }} then n_months else 0 end) as n_months_{{ side }},
        max(case when {{ condition }} then n else 0 end) as n_{{ side }},
        max(case when {{ condition }} then value end) as value_{{ side }},
        max(case when {{ condition }} then ci_low end) as ci_low_{{ side }},
        max(case when {{ condition }} then ci_high end) as ci_high_{{ side }},
        {% endfor %}
        initiative_id,
        indicator_id,
        municipality_code,
        group_code,
        direction,
        unit
    from figures
    group by initiative_id, indicator_id, municipality_code, group_code, direction, unit

),

differences as (

    select
        *,
        value_after - value_before as difference,
        {{ difference_low('value_before', 'ci_high_before', 'value_after', 'ci_low_after') }} as difference_low,
        {{ difference_high('value_before', 'ci_low_before', 'value_after', 'ci_high_after') }} as difference_high
    from sides

),

-- What changed where the initiative was, less what changed where it was not.
compared as (

    select
        involved.initiative_id,
        involved.difference - elsewhere.difference as difference_in_differences,
        {{ difference_low(
            'elsewhere.difference', 'elsewhere.difference_high', 'involved.difference', 'involved.difference_low'
        ) }} as difference_in_differences_low,
        {{ difference_high(
            'elsewhere.difference', 'elsewhere.difference_low', 'involved.difference', 'involved.difference_high'
        ) }} as difference_in_differences_high
    from differences as involved
    inner join differences as elsewhere
        on involved.initiative_id = elsewhere.initiative_id
    where involved.group_code = 'part' and elsewhere.group_code = 'others'

),

mart_initiative_effect as (

    select
        differences.initiative_id,
        differences.indicator_id,
        differences.municipality_code,
        differences.group_code,
        differences.unit,
        {{ verdict(
            'differences.difference_low', 'differences.difference_high', 'differences.direction'
        ) | indent(8) }} as verdict,
        {{ verdict(
            'compared.difference_in_differences_low', 'compared.difference_in_differences_high', 'differences.direction'
        ) | indent(8) }} as verdict_compared,

        cast(differences.n_months_before as bigint) as n_months_before,
        cast(differences.n_months_after as bigint) as n_months_after,
        cast(differences.n_before as bigint) as n_before,
        cast(differences.n_after as bigint) as n_after,
        differences.value_before,
        differences.ci_low_before,
        differences.ci_high_before,
        differences.value_after,
        differences.ci_low_after,
        differences.ci_high_after,
        differences.difference,
        differences.difference_low,
        differences.difference_high,
        compared.difference_in_differences,
        compared.difference_in_differences_low,
        compared.difference_in_differences_high
    from differences
    left join compared
        on differences.initiative_id = compared.initiative_id

)

select * from mart_initiative_effect
