with

contacts as (

    select
        cases.municipality_code,
        sum(contacts.n_contacts) as n_contacts
    from {{ ref('int_case_time__contacts') }} as contacts
    inner join {{ ref('fct_cases') }} as cases
        on contacts.case_key = cases.case_key
    where cases.citizen_key is not null
    group by cases.municipality_code

),

citizen_years as (

    select
        municipality_code,
        org_level,
        sum(n_contacts) as n_contacts
    from {{ ref('fct_citizen_years') }}
    group by municipality_code, org_level

)

select
    contacts.municipality_code,
    citizen_years.org_level,
    contacts.n_contacts,
    citizen_years.n_contacts as n_contacts_of_citizens
from contacts
left join citizen_years
    on contacts.municipality_code = citizen_years.municipality_code
where contacts.n_contacts <> coalesce(citizen_years.n_contacts, 0)
