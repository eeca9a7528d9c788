-- grain: one row per municipality, service and citizen with several grants of the service

-- Most citizens have one grant of a service, and nothing of theirs is to be added up. Those that may have several are
-- found by a hash, and only they are counted.

{% set person = ['municipality_code', 'service_code', 'person_key'] %}

with

grants as (

    select
        municipality_code,
        compared_as as service_code,
        coalesce(citizen_key, grant_key) as person_key
    from {{ ref('fct_grants') }}

),

candidates as (

    select {{ hash64(person) }} as person_hash
    from grants
    group by {{ hash64(person) }}
    having count(*) > 1

),

int_grants__several as (

    select
        {{ person | join(',\n        ') }},
        count(*) as n_grants
    from grants
    where {{ hash64(person) }} in (select candidates.person_hash from candidates)
    group by {{ person | join(', ') }}
    having count(*) > 1

)

select * from int_grants__several
