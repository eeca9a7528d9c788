-- grain: one row per grant and stretch of days on which it is the one in force

-- Of grants of one citizen, department and service that overlap, the one that began last is in force: a day counts
-- once.

{% set person = ['municipality_code', 'department_code', 'service_code', 'person_key'] %}
{% set in_order = 'partition by ' ~ person | join(', ')
    ~ ' order by from_on asc nulls last, grant_key asc nulls last' %}

with

grants as (

    select * from {{ ref('stg_grants') }}

),

observed as (

    select
        municipality_code,
        max(_data_date) as data_date
    from grants
    group by municipality_code

),

-- A grant without a last day is in force to the data date, and no grant is seen beyond it.
granted as (

    select
        grants.grant_key,
        grants.municipality_code,
        grants.department_code,
        grants.service_code,
        coalesce(grants.citizen_key, grants.grant_key) as person_key,
        grants.decided_on,
        coalesce(grants.valid_from, grants.decided_on) as from_on,
        least(coalesce(grants.valid_to, observed.data_date), observed.data_date) as to_on
    from grants
    inner join observed
        on grants.municipality_code = observed.municipality_code
    where grants.outcome = 'granted'

),

hashed as (

    select
        *,
        {{ hash64(person) }} as person_hash
    from granted
    where from_on <= to_on

),

-- Most have one grant of a service. Those that may have several are found by a hash, and only they are put in order.
several as (

    select person_hash
    from hashed
    group by person_hash
    having count(*) > 1

),

followed as (

    select
        *,
        max(to_on) over ({{ in_order }} rows between unbounded preceding and 1 preceding) as taken_until,
        lead(from_on) over ({{ in_order }}) as next_from_on
    from hashed
    where person_hash in (select several.person_hash from several)

),

marked as (

    select
        *,
        coalesce(taken_until >= from_on, false) or coalesce(next_from_on <= to_on, false) as is_overlapping
    from followed

),

overlapping as (

    select * from marked
    where is_overlapping

),

edges as (

    select
        {{ person | join(',\n        ') }},
        from_on as edge_on
    from overlapping
    union distinct
    select
        {{ person | join(',\n        ') }},
        {{ add_days('to_on', 1) }} as edge_on
    from overlapping

),

pieces as (

    select
        *,
        lead(edge_on) over (partition by {{ person | join(', ') }} order by edge_on asc nulls last) as next_edge_on
    from edges

),

ranked as (

    select
        overlapping.grant_key,
        pieces.edge_on as from_on,
        {{ add_days('pieces.next_edge_on', -1) }} as to_on,
        count(*) over (
            partition by {{ columns_of('pieces', person, 12) | replace('\n            ', ' ') }}, pieces.edge_on
        ) as n_grants,
        row_number() over (
            partition by {{ columns_of('pieces', person, 12) | replace('\n            ', ' ') }}, pieces.edge_on
            order by
                overlapping.from_on desc nulls last,
                overlapping.decided_on desc nulls last,
                overlapping.grant_key desc nulls last
        ) as newest_rank
    from pieces
    inner join overlapping
        on
            {{ same('pieces', 'overlapping', person) }}
            and pieces.edge_on >= overlapping.from_on
            and pieces.edge_on <= overlapping.to_on
    where pieces.next_edge_on is not null

),

int_grants__stretches as (

    select
        grant_key,
        from_on,
        to_on,
        {{ days_between('from_on', 'to_on') }} + 1 as days,
        cast(1 as bigint) as n_grants
    from hashed
    where person_hash not in (select several.person_hash from several)
    union all
    select
        grant_key,
        from_on,
        to_on,
        {{ days_between('from_on', 'to_on') }} + 1 as days,
        cast(1 as bigint) as n_grants
    from marked
    where not is_overlapping
    union all
    select
        grant_key,
        from_on,
        to_on,
        {{ days_between('from_on', 'to_on') }} + 1 as days,
        n_grants
    from ranked
    where newest_rank = 1

)

select * from int_grants__stretches
