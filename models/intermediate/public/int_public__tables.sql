-- grain: one row per sheet, part and cell of cases that may be published, with whether its table is shown

-- The tables: departments, units of a department, a department's case types and target groups of the municipality, each
-- in the months of a quarter, the quarters of a year or a year. A unit's case types are not published: tables of three
-- dimensions cannot be protected line by line (tests/oracles/data/disclosure_control.json).
--
-- A table is shown whole or not at all. It is hidden where a number told of one of its cells is small, and where a
-- table above it is hidden, by organisation or by period: its sums would tell what that one hides. In a hidden table
-- zeros are hidden too.
--
-- Codes no seed knows are typed by people and not published. What they count is what is left of the total, so they
-- hide all its tables as any row hides its own. Not so where it is left of many rounded numbers: of case types or
-- groups there are five or more and, if a share to a percent stands beside n, a thousand cases of them.

{% set table_of_cell = 'sheet, part, municipality_code, org_level, parent_code, breakdown' %}
{% set period_of_cell = 'sheet, part, municipality_code, period_grain, period_start' %}

with

cells as (

    select * from {{ ref('int_public__small_cells') }}

),

organisations as (

    select * from {{ ref('dim_organisation') }}

),

case_types as (

    select * from {{ ref('case_types') }}

),

target_groups as (

    select * from {{ ref('target_groups') }}

),

departments as (

    select
        department_code,
        count(*) as n_case_types
    from case_types
    group by department_code

),

-- A case type that is its department's only one would be what is left of all others: then all are one table.
groups_of_case_types as (

    select
        case_types.case_type_code,
        case
            when min(departments.n_case_types) over () > 1 then coalesce(case_types.department_code, '-')
            else '-'
        end as department_code
    from case_types
    left join departments
        on case_types.department_code = departments.department_code

),

placed as (

    select
        cells.sheet,
        cells.part,
        {{ columns_of('cells', level_columns()) }},
        cells.n,
        cells.has_share,
        cells.is_small,
        case
            when cells.org_level = 'unit' then coalesce(organisations.parent_code, '-')
            else coalesce(groups_of_case_types.department_code, '-')
        end as parent_code,
        {{ period_start('quarter', 'cells.period_start') }} as quarter_start_on,
        {{ period_start('year', 'cells.period_start') }} as year_start_on,
        coalesce(organisations.is_known, cells.org_level = 'municipality') as is_known_organisation,
        case cells.breakdown
            when 'case_type' then groups_of_case_types.case_type_code is not null
            when 'target_group' then target_groups.target_group_code is not null
            else true
        end as is_known_code
    from cells
    left join organisations
        on {{ same('cells', 'organisations', ['municipality_code', 'org_level', 'org_code']) }}
    left join groups_of_case_types
        on
            cells.breakdown = 'case_type'
            and cells.breakdown_code = groups_of_case_types.case_type_code
    left join target_groups
        on cells.breakdown_code = target_groups.target_group_code

),

known_codes as (

    select
        *,
        sum(case when is_known_code and n > 0 then 1 else 0 end)
            over (partition by {{ period_of_cell }}, breakdown) as n_known_codes,
        sum(case when is_known_code then n else 0 end)
            over (partition by {{ period_of_cell }}, breakdown) as n_of_known_codes
    from placed

),

judged as (

    select
        *,
        case
            when is_known_code or n_known_codes < 5 or (has_share and n_of_known_codes < 1000) then is_small
            else 0
        end as hides
    from known_codes

),

-- By period: a year's figure hides its quarters, a year's quarters hide its months.
by_period as (

    select
        *,
        case
            when period_grain = 'month'
                then greatest(
                    max(case when period_grain = 'month' then hides else 0 end)
                        over (partition by {{ table_of_cell }}, quarter_start_on),
                    max(case when period_grain <> 'month' then hides else 0 end)
                        over (partition by {{ table_of_cell }}, year_start_on)
                )
            when period_grain = 'quarter'
                then
                    max(case when period_grain <> 'month' then hides else 0 end)
                        over (partition by {{ table_of_cell }}, year_start_on)
            else
                max(case when period_grain = 'year' then hides else 0 end)
                    over (partition by {{ table_of_cell }}, year_start_on)
        end as is_hidden
    from judged

),

-- By organisation: the municipality's figures hide every table below them, the departments' their units', and a unit
-- no seed knows, which may lie in any department, all units'.
by_organisation as (

    select
        *,
        max(case when org_level = 'municipality' and breakdown = 'total' then is_hidden else 0 end)
            over (partition by {{ period_of_cell }}) as municipality_is_hidden,
        max(case when org_level = 'department' then is_hidden else 0 end)
            over (partition by {{ period_of_cell }}) as departments_are_hidden,
        max(case when org_level = 'unit' and not is_known_organisation then is_hidden else 0 end)
            over (partition by {{ period_of_cell }}) as unknown_units_are_hidden,
        max(case when not is_known_code then is_hidden else 0 end)
            over (partition by {{ period_of_cell }}, breakdown) as unknown_codes_are_hidden
    from by_period

),

int_public__tables as (

    select
        sheet,
        part,
        {{ level_columns() | join(',\n        ') }},
        is_hidden = 1
        or municipality_is_hidden = 1
        or unknown_codes_are_hidden = 1
        or (org_level = 'unit' and (departments_are_hidden = 1 or unknown_units_are_hidden = 1)) as is_suppressed
    from by_organisation
    where is_known_organisation and is_known_code

)

select * from int_public__tables
