-- grain: one row per municipality, level and code

with

organisations as (

    select * from {{ ref('organisation') }}

),

cases as (

    select * from {{ ref('fct_cases') }}

),

-- A code has a row for each time it was renamed or moved: the last one names it.
newest as (

    select
        municipality_code,
        org_level,
        org_code,
        parent_code,
        name_da,
        name_en,
        valid_to,
        min(valid_from) over (partition by municipality_code, org_level, org_code) as valid_from,
        row_number() over (
            partition by municipality_code, org_level, org_code order by valid_from desc nulls last
        ) as newest_rank
    from organisations

),

in_cases as (

    select
        municipality_code,
        coalesce(department_code, '-') as department_code,
        coalesce(unit_code, '-') as unit_code,
        count(*) as n_cases
    from cases
    group by municipality_code, coalesce(department_code, '-'), coalesce(unit_code, '-')

),

observed as (

    select
        municipality_code,
        'municipality' as org_level,
        municipality_code as org_code,
        cast(null as string) as parent_code,
        sum(n_cases) as n_cases
    from in_cases
    group by municipality_code
    union all
    select
        municipality_code,
        'department' as org_level,
        department_code as org_code,
        municipality_code as parent_code,
        sum(n_cases) as n_cases
    from in_cases
    group by municipality_code, department_code
    union all
    select
        municipality_code,
        'unit' as org_level,
        unit_code as org_code,
        department_code as parent_code,
        n_cases
    from in_cases

),

-- A unit no seed knows belongs where most of its cases do.
observed_once as (

    select
        *,
        row_number() over (
            partition by municipality_code, org_level, org_code
            order by n_cases desc nulls last, parent_code asc nulls last
        ) as most_cases_rank
    from observed

),

dim_organisation as (

    select
        coalesce(newest.municipality_code, observed_once.municipality_code) as municipality_code,
        coalesce(newest.org_level, observed_once.org_level) as org_level,
        coalesce(newest.org_code, observed_once.org_code) as org_code,
        case when newest.org_code is null then observed_once.parent_code else newest.parent_code end as parent_code,

        coalesce(newest.name_da, {{ name_of_code('observed_once.org_code', 'Ikke oplyst') }}) as name_da,
        coalesce(newest.name_en, {{ name_of_code('observed_once.org_code', 'Not stated') }}) as name_en,

        newest.valid_from,
        newest.valid_to,

        newest.org_code is not null as is_known
    from newest
    full outer join observed_once
        on
            newest.municipality_code = observed_once.municipality_code
            and newest.org_level = observed_once.org_level
            and newest.org_code = observed_once.org_code
    where
        coalesce(newest.newest_rank, 1) = 1
        and coalesce(observed_once.most_cases_rank, 1) = 1

)

select * from dim_organisation
