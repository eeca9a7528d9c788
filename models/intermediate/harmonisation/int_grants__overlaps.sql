-- grain: one row per grant that overlaps another, and stretch of its days between the ends of any of them

-- Of grants of one citizen, department and service that overlap, the one that began last is in force: a day counts
-- once. A grant that overlaps no other is in force from its first day to its last and has no row here.

{% set person = ['municipality_code', 'department_code', 'service_code', 'person_key'] %}
{% set in_order = 'partition by ' ~ person | join(', ')
    ~ ' order by from_on asc nulls last, grant_key asc nulls last' %}

with

several as (

    select * from {{ ref('int_grants__several') }}

),

grants as (

    select
        told.grant_key,
        told.municipality_code,
        told.department_code,
        told.service_code,
        several.person_key,
        told.decided_on,
        told.in_force_from as from_on,
        told.in_force_to as to_on
    from {{ ref('fct_grants') }} as told
    inner join several
        on
            told.municipality_code = several.municipality_code
            and told.compared_as = several.service_code
            and coalesce(told.citizen_key, told.grant_key) = several.person_key
    where told.in_force_from is not null

),

followed as (

    select
        *,
        max(to_on) over ({{ in_order }} rows between unbounded preceding and 1 preceding) as taken_until,
        lead(from_on) over ({{ in_order }}) as next_from_on
    from grants

),

overlapping as (

    select * from followed
    where taken_until >= from_on or next_from_on <= to_on

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

int_grants__overlaps as (

    select
        overlapping.grant_key,
        pieces.edge_on as from_on,
        {{ add_days('pieces.next_edge_on', -1) }} as to_on,
        pieces.edge_on = overlapping.from_on as is_first,
        {{ days_between('pieces.edge_on', 'pieces.next_edge_on') }} as days,
        row_number() over (
            partition by {{ columns_of('pieces', person, 12) | replace('\n            ', ' ') }}, pieces.edge_on
            order by
                overlapping.from_on desc nulls last,
                overlapping.decided_on desc nulls last,
                overlapping.grant_key desc nulls last
        ) = 1 as is_in_force
    from pieces
    inner join overlapping
        on
            {{ same('pieces', 'overlapping', person) }}
            and pieces.edge_on >= overlapping.from_on
            and pieces.edge_on <= overlapping.to_on
    where pieces.next_edge_on is not null

)

select * from int_grants__overlaps
