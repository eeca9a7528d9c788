-- grain: one row per indicator, source, department and the day a state of measurability begins to hold

{% set scope = ['indicator_id', 'source', 'municipality_code', 'department_code'] %}

with

rules as (

    select * from {{ ref('measurability') }}

),

goals as (

    select * from {{ ref('quality_goals') }}

),

organisations as (

    select * from {{ ref('organisation') }}

),

-- '-' stands for every department the seed does not know, and for none.
departments as (

    select
        municipality_code,
        org_code as department_code
    from organisations
    where org_level = 'department'
    group by municipality_code, org_code
    union all
    select
        municipality_code,
        '-' as department_code
    from rules
    group by municipality_code

),

-- A department with a row of its own has none of those for all ('*').
scopes as (

    select
        rules.indicator_id,
        rules.source,
        rules.municipality_code,
        departments.department_code,
        max(case when rules.department_code = '*' then 0 else 1 end) as has_own
    from rules
    inner join departments
        on
            rules.municipality_code = departments.municipality_code
            and rules.department_code in ('*', departments.department_code)
    group by rules.indicator_id, rules.source, rules.municipality_code, departments.department_code

),

states as (

    select
        {{ columns_of('scopes', scope) }},
        rules.state,
        rules.note_da,
        rules.note_en,
        rules.valid_from
    from scopes
    inner join rules
        on
            scopes.indicator_id = rules.indicator_id
            and scopes.source = rules.source
            and scopes.municipality_code = rules.municipality_code
            and rules.department_code = case when scopes.has_own = 1 then scopes.department_code else '*' end

),

-- Before the first day anything is said it was not measurable.
spans as (

    select * from states
    union all
    select
        {{ scope | join(',\n        ') }},
        'not_measurable' as state,
        cast(null as string) as note_da,
        cast(null as string) as note_en,
        cast('1900-01-01' as date) as valid_from
    from states
    group by {{ scope | join(', ') }}
    having min(valid_from) > cast('1900-01-01' as date)

),

dim_measurability as (

    select
        {{ columns_of('spans', scope) }},
        goals.goal_id,

        spans.state,
        spans.note_da,
        spans.note_en,

        spans.valid_from,
        {{ add_days(
            'lead(spans.valid_from) over (partition by ' ~ columns_of('spans', scope, 12) ~ ' order by spans.valid_from asc nulls last)',
            -1
        ) }} as valid_to
    from spans
    left join goals
        on spans.indicator_id = goals.indicator_id

)

select * from dim_measurability
