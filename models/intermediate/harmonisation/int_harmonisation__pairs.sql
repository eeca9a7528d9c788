-- grain: one row per pair of departments, service of either, and stretch of days in which neither catalogue changes

with

versions as (

    select * from {{ ref('mart_catalogue_versions') }}
    where is_known_department

),

matches as (

    select * from {{ ref('mart_service_matches') }}
    where match_status = 'confirmed'

),

departments as (

    select
        municipality_code,
        department_code
    from versions
    group by municipality_code, department_code

),

services as (

    select
        municipality_code,
        department_code,
        service_code
    from versions
    group by municipality_code, department_code, service_code

),

pairs as (

    select
        earlier.municipality_code,
        earlier.department_code as department_a,
        later.department_code as department_b
    from departments as earlier
    inner join departments as later
        on
            earlier.municipality_code = later.municipality_code
            and earlier.department_code < later.department_code

),

of_a as (

    select
        pairs.municipality_code,
        pairs.department_a,
        pairs.department_b,
        services.service_code as service_code_a,
        coalesce(matches.service_code_b, services.service_code) as service_code_b,
        matches.service_code_b is not null as is_matched
    from pairs
    inner join services
        on
            pairs.municipality_code = services.municipality_code
            and pairs.department_a = services.department_code
    left join matches
        on
            pairs.municipality_code = matches.municipality_code
            and pairs.department_a = matches.department_a
            and pairs.department_b = matches.department_b
            and services.service_code = matches.service_code_a

),

of_b as (

    select
        pairs.municipality_code,
        pairs.department_a,
        pairs.department_b,
        services.service_code as service_code_a,
        services.service_code as service_code_b,
        false as is_matched
    from pairs
    inner join services
        on
            pairs.municipality_code = services.municipality_code
            and pairs.department_b = services.department_code
    left join of_a
        on
            pairs.municipality_code = of_a.municipality_code
            and pairs.department_a = of_a.department_a
            and pairs.department_b = of_a.department_b
            and services.service_code = of_a.service_code_b
    where of_a.service_code_b is null

),

compared as (

    select * from of_a
    union all
    select * from of_b

),

-- A stretch begins where a version of either begins, and the day after one ends.
held as (

    select
        compared.*,
        versions.version,
        versions.department_code,
        versions.valid_from,
        versions.valid_to,
        versions.as_of_on
    from compared
    inner join versions
        on
            compared.municipality_code = versions.municipality_code
            and (
                (
                    compared.department_a = versions.department_code
                    and compared.service_code_a = versions.service_code
                )
                or (
                    compared.department_b = versions.department_code
                    and compared.service_code_b = versions.service_code
                )
            )
            -- A version another one replaces on its first day never holds.
            and coalesce(versions.valid_to >= versions.valid_from, true)

),

turns as (

    select
        municipality_code,
        department_a,
        department_b,
        service_code_a,
        service_code_b,
        is_matched,
        as_of_on,
        valid_from as turn_on
    from held
    union
    select
        municipality_code,
        department_a,
        department_b,
        service_code_a,
        service_code_b,
        is_matched,
        as_of_on,
        {{ add_days('valid_to', 1) }} as turn_on
    from held
    where valid_to is not null

),

stretches as (

    select
        *,
        lead(turn_on) over (
            partition by municipality_code, department_a, department_b, service_code_a, service_code_b
            order by turn_on asc nulls last
        ) as next_on
    from turns

),

in_force as (

    select
        stretches.municipality_code,
        stretches.department_a,
        stretches.department_b,
        stretches.service_code_a,
        stretches.service_code_b,
        stretches.is_matched,
        stretches.as_of_on,
        stretches.turn_on,
        stretches.next_on,
        max(case when held.department_code = stretches.department_a then held.version end) as version_a,
        max(case when held.department_code = stretches.department_b then held.version end) as version_b
    from stretches
    inner join held
        on
            {{ same('stretches', 'held', [
                'municipality_code', 'department_a', 'department_b', 'service_code_a', 'service_code_b'
            ]) }}
            and stretches.turn_on >= held.valid_from
            and coalesce(stretches.turn_on <= held.valid_to, true)
    group by
        stretches.municipality_code,
        stretches.department_a,
        stretches.department_b,
        stretches.service_code_a,
        stretches.service_code_b,
        stretches.is_matched,
        stretches.as_of_on,
        stretches.turn_on,
        stretches.next_on

),

int_harmonisation__pairs as (

    select
        municipality_code,
        department_a,
        department_b,
        -- A service with two codes goes by that of the department that comes first.
        service_code_a as service_code,
        service_code_b as other_service_code,
        version_a,
        version_b,

        turn_on as valid_from,
        {{ add_days('next_on', -1) }} as valid_to,
        as_of_on,

        is_matched,
        turn_on <= as_of_on and coalesce(next_on > as_of_on, true) as is_current
    from in_force

)

select * from int_harmonisation__pairs
