-- grain: one row per municipality and year with contacts that may be published

with

mart_continuity as (

    select * from {{ ref('mart_continuity') }}
    where org_level = 'municipality'

),

{{ public_edition(
    'mart_continuity',
    table=["municipality_code", "year_start_on"],
    small=['n_citizens', 'n_citizens_in_touch', 'n_cases'],
    as_they_are=['municipality_code', 'org_level', 'org_code', 'year_start_on'],
    counts=['n_citizens', 'n_contacts', 'n_citizens_in_touch', 'n_cases'],
    fine={'main_caseworker_share': 100, 'caseworkers_mean': 10, 'one_caseworker_share': 100, 'handovers_per_case': 10}
) }}

select * from mart_continuity_public
