-- grain: one row per case type

with

case_types as (

    select * from {{ ref('case_types') }}

),

cases as (

    select * from {{ ref('fct_cases') }}

),

observed as (

    select coalesce(case_type_code, '-') as case_type_code
    from cases
    group by coalesce(case_type_code, '-')

),

dim_case_type as (

    select
        coalesce(case_types.case_type_code, observed.case_type_code) as case_type_code,

        coalesce(case_types.name_da, {{ name_of_code('observed.case_type_code', 'Ikke oplyst') }}) as name_da,
        coalesce(case_types.name_en, {{ name_of_code('observed.case_type_code', 'Not stated') }}) as name_en,
        case_types.department_code,
        case_types.legal_basis,

        case_types.case_type_code is not null as is_known
    from case_types
    full outer join observed
        on case_types.case_type_code = observed.case_type_code

)

select * from dim_case_type
