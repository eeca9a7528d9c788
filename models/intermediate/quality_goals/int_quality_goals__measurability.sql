-- grain: one row per indicator with a state of measurability, source, organisation and period

{% set cell = [
    'indicator_id', 'source', 'municipality_code', 'org_level', 'org_code', 'period_grain', 'period_start'
] %}

with

cells as (

    select * from {{ ref('int_indicators__index') }}
    where breakdown = 'total'

),

states as (

    select * from {{ ref('dim_measurability') }}

),

organisations as (

    select * from {{ ref('dim_organisation') }}

),

sources as (

    select
        indicator_id,
        source
    from states
    group by indicator_id, source

),

departments as (

    select
        municipality_code,
        org_code,
        case when is_known then org_code else '-' end as measured_as
    from organisations
    where org_level = 'department'

),

-- A unit is measured as its department is, a municipality as all its departments are.
members as (

    select
        organisations.municipality_code,
        organisations.org_level,
        organisations.org_code,
        coalesce(departments.measured_as, '-') as measured_as
    from organisations
    left join departments
        on
            organisations.municipality_code = departments.municipality_code
            and case
                when organisations.org_level = 'municipality' then true
                when organisations.org_level = 'department' then organisations.org_code = departments.org_code
                else organisations.parent_code = departments.org_code
            end
    group by
        organisations.municipality_code,
        organisations.org_level,
        organisations.org_code,
        coalesce(departments.measured_as, '-')

),

-- Every state that holds on some day of the period in some department.
held as (

    select
        cells.indicator_id,
        sources.source,
        cells.municipality_code,
        cells.org_level,
        cells.org_code,
        cells.period_grain,
        cells.period_start,
        min(case when states.state = 'measured' then 1 else 0 end) as always_measured,
        max(case when states.state = 'measured' then 1 else 0 end) as ever_measured,
        max(case when states.state = 'in_preparation' then 1 else 0 end) as ever_in_preparation,
        min(case when states.state = 'measured' then states.valid_from end) as measured_from
    from cells
    inner join sources
        on cells.indicator_id = sources.indicator_id
    inner join members
        on {{ same('cells', 'members', ['municipality_code', 'org_level', 'org_code']) }}
    left join states
        on
            cells.indicator_id = states.indicator_id
            and sources.source = states.source
            and cells.municipality_code = states.municipality_code
            and members.measured_as = states.department_code
            and cells.period_end >= states.valid_from
            and cells.period_start <= coalesce(states.valid_to, cells.period_start)
    group by
        cells.indicator_id,
        sources.source,
        cells.municipality_code,
        cells.org_level,
        cells.org_code,
        cells.period_grain,
        cells.period_start

),

int_quality_goals__measurability as (

    select
        {{ cell | join(',\n        ') }},
        case
            when always_measured = 1 then 'measured'
            when ever_measured = 1 then 'partly_measured'
            when ever_in_preparation = 1 then 'in_preparation'
            else 'not_measurable'
        end as measurability,
        measured_from
    from held

)

select * from int_quality_goals__measurability
