-- grain: one row per sheet, part and cell of cases that a public mart has, with whether a number told of it is small

-- A sheet is what has figures of its own for a cell: an indicator, the quiet causes. A number is told of a cell where
-- it can be read off or computed from published ones: n, the numerator, what is left of n, and what one published
-- number is more than another that it holds. A difference hides the sheet of the number that is held. What a figure
-- leaves out because the data do not say (no log, no caseworker, no day all was there) is no group of citizens and
-- hides nothing.

{% set cell = level_columns() %}
{% set whole = {
    'ended': ('quiet_period', 'n'),
    'handled': ('one_caseworker', 'n'),
    'decided': ('working_days_to_decision', 'n'),
    'quiet': ('quiet_period', 'numerator'),
    'told': ('notice_sent', 'numerator'),
    'told_in_time': ('notice_in_time', 'numerator'),
} %}
{% set held = [
    ('deadline_kept', 'numerator', ['ended', 'handled', 'decided']),
    ('notice_in_time', 'numerator', ['told']),
    ('notice_with_date', 'numerator', ['told', 'told_in_time']),
    ('working_days_to_decision', 'n', ['ended', 'handled', 'timed']),
    ('working_days_from_complete', 'n', ['ended', 'handled', 'timed']),
    ('consent_obtained', 'n', ['ended', 'handled']),
    ('note_made', 'n', ['ended', 'handled']),
] %}
{% set wholes_held = whole.keys() | reject('equalto', 'quiet') | list + ['timed'] %}
{% set others = [] %}
{% for name in wholes_held %}
{% do others.append(name ~ '_others') %}
{% endfor %}

with

scorecard as (

    select * from {{ ref('mart_scorecard') }}
    where breakdown = 'total' or org_level = 'municipality'

),

parts as (

    select * from {{ ref('mart_case_time_parts') }}
    where org_level = 'municipality'

),

causes as (

    select * from {{ ref('mart_quiet_causes') }}
    where org_level = 'municipality'

),

steps as (

    select * from {{ ref('mart_quiet_steps') }}
    where org_level = 'municipality'

),

what_if as (

    select * from {{ ref('mart_quiet_what_if') }}
    where org_level = 'municipality'

),

-- The numbers that hold others, one row per cell.
wholes as (

    select
        {% for name, (indicator_id, column) in whole.items() %}
        max(case when scorecard.indicator_id = '{{ indicator_id }}' then scorecard.{{ column }} end) as {{ name }},
        {% endfor %}
        max(parts.n_cases) as timed,
        {{ columns_of('scorecard', cell) }}
    from scorecard
    left join parts
        on {{ same('scorecard', 'parts', cell) }}
    group by {{ columns_of('scorecard', cell) }}

),

differences as (

    select
        {% for name in wholes_held %}
        case
            {% for indicator_id, column, names in held if name in names %}
            when scorecard.indicator_id = '{{ indicator_id }}' then wholes.{{ name }} - scorecard.{{ column }}
            {% endfor %}
        end as {{ name }}_others,
        {% endfor %}
        scorecard.*
    from scorecard
    inner join wholes
        on {{ same('scorecard', 'wholes', cell) }}

),

indicator_cells as (

    select
        indicator_id as sheet,
        '-' as part,
        {{ cell | join(',\n        ') }},
        n,
        numerator is not null as has_share,
        {{ is_small(['n', 'numerator', 'n - numerator'] + others) | indent(8) }} as is_small
    from differences

),

case_time_cells as (

    select distinct
        'case_time' as sheet,
        '-' as part,
        {{ columns_of('parts', cell) }},
        parts.n_cases as n,
        false as has_share,
        {{ is_small(['parts.n_cases']) | indent(8) }} as is_small
    from parts

),

cause_cells as (

    select
        'quiet_causes' as sheet,
        '-' as part,
        {{ columns_of('causes', cell) }},
        max(causes.n_cases) as n,
        false as has_share,
        max({{ is_small(['causes.n_cases', 'wholes.quiet - causes.n_cases']) | indent(12) }}) as is_small
    from causes
    left join wholes
        on {{ same('causes', 'wholes', cell) }}
    group by {{ columns_of('causes', cell) }}

),

step_cells as (

    select
        'quiet_steps' as sheet,
        {{ quiet_step('steps') }} as part,
        {{ columns_of('steps', cell) }},
        steps.n_cases as n,
        false as has_share,
        {{ is_small(['steps.n_cases', 'wholes.quiet - steps.n_cases']) | indent(8) }} as is_small
    from steps
    left join wholes
        on {{ same('steps', 'wholes', cell) }}

),

-- The same cases as deadline_kept. What half of one cause would have changed is part of what half of all would have.
what_if_cells as (

    select
        'quiet_what_if' as sheet,
        what_if.cause_code as part,
        {{ columns_of('what_if', cell) }},
        what_if.n,
        true as has_share,
        {{ is_small([
            'deadlines.is_small', 'what_if.n', 'what_if.n_kept', 'what_if.n - what_if.n_kept',
            'what_if.n_kept_if_halved - what_if.n_kept', 'what_if.n - what_if.n_kept_if_halved',
            'every_cause.n_kept_if_halved - what_if.n_kept_if_halved'
        ]) | indent(8) }} as is_small
    from what_if
    inner join what_if as every_cause
        on
            every_cause.cause_code = 'all'
            and {{ same('what_if', 'every_cause', cell) }}
    left join indicator_cells as deadlines
        on
            deadlines.sheet = 'deadline_kept'
            and {{ same('what_if', 'deadlines', cell) }}

),

int_public__small_cells as (

    {% for relation in ['indicator_cells', 'case_time_cells', 'cause_cells', 'step_cells', 'what_if_cells'] %}
    select
        sheet,
        part,
        {{ cell | join(',\n        ') }},
        n,
        has_share,
        is_small
    from {{ relation }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select * from int_public__small_cells
