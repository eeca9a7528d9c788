-- grain: one row per target group

with

target_groups as (

    select * from {{ ref('target_groups') }}

),

cases as (

    select * from {{ ref('fct_cases') }}

),

observed as (

    select coalesce(target_group_code, '-') as target_group_code
    from cases
    group by coalesce(target_group_code, '-')

),

dim_target_group as (

    select
        coalesce(target_groups.target_group_code, observed.target_group_code) as target_group_code,

        coalesce(target_groups.name_da, {{ name_of_code('observed.target_group_code', 'Ikke oplyst') }}) as name_da,
        coalesce(target_groups.name_en, {{ name_of_code('observed.target_group_code', 'Not stated') }}) as name_en,

        target_groups.target_group_code is not null as is_known
    from target_groups
    full outer join observed
        on target_groups.target_group_code = observed.target_group_code

)

select * from dim_target_group
