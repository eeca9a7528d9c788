-- grain: one row per citizen and year with contacts: in the municipality, in a department, in a unit

{% set keys = ['municipality_code', 'org_level', 'org_code', 'citizen_key', 'year_start_on'] %}

with

contacts as (

    select * from {{ ref('int_case_time__contacts') }}

),

cases as (

    select * from {{ ref('fct_cases') }}

),

with_citizens as (

    select
        cases.municipality_code,
        cases.department_code,
        cases.unit_code,
        cases.citizen_key,
        contacts.year_start_on,
        contacts.caseworker_key,
        contacts.n_contacts
    from contacts
    inner join cases
        on contacts.case_key = cases.case_key
    where cases.citizen_key is not null

),

{{ on_levels('with_citizens', ['citizen_key', 'year_start_on', 'caseworker_key', 'n_contacts']) }},

met as (

    select
        {{ keys | join(',\n        ') }},
        caseworker_key,
        sum(n_contacts) as n_contacts
    from with_citizens_on_levels
    group by {{ keys | join(', ') }}, caseworker_key

),

-- The main caseworker is the one with most contacts; how many those are does not depend on who it is where two tie.
fct_citizen_years as (

    select
        {{ keys | join(',\n        ') }},

        cast(sum(n_contacts) as bigint) as n_contacts,
        cast(max(n_contacts) as bigint) as n_contacts_main,
        cast(count(*) as bigint) as n_caseworkers
    from met
    group by {{ keys | join(', ') }}

)

select * from fct_citizen_years
