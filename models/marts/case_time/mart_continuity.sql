-- grain: one row per organisation and year with contacts

{% set keys = ['municipality_code', 'org_level', 'org_code', 'year_start_on'] %}

with

citizen_years as (

    select * from {{ ref('fct_citizen_years') }}

),

case_times as (

    select * from {{ ref('fct_case_times') }}

),

citizens as (

    select
        {{ keys | join(',\n        ') }},
        count(*) as n_citizens,
        sum(n_contacts) as n_contacts,
        sum(n_contacts_main) as n_contacts_main,
        sum(n_caseworkers) as n_caseworkers,
        percentile_cont(0.5) within group (order by n_caseworkers asc nulls last) as caseworkers_median,
        sum(case when n_contacts >= 2 then 1 else 0 end) as n_citizens_in_touch,
        sum(case when n_contacts >= 2 and n_caseworkers = 1 then 1 else 0 end) as n_citizens_with_one
    from citizen_years
    group by {{ keys | join(', ') }}

),

ended_cases as (

    select
        municipality_code,
        department_code,
        unit_code,
        {{ period_start('year', 'counted_on') }} as year_start_on,
        n_handovers
    from case_times
    where not is_open

),

{{ on_levels('ended_cases', ['year_start_on', 'n_handovers']) }},

ended as (

    select
        {{ keys | join(',\n        ') }},
        count(*) as n_cases,
        sum(n_handovers) as n_handovers
    from ended_cases_on_levels
    group by {{ keys | join(', ') }}

),

mart_continuity as (

    select
        {{ columns_of('citizens', keys) }},

        cast(citizens.n_citizens as bigint) as n_citizens,
        cast(citizens.n_contacts as bigint) as n_contacts,
        case
            when citizens.n_citizens >= {{ too_few_below() }}
                then citizens.n_contacts_main / cast(citizens.n_contacts as double)
        end as main_caseworker_share,
        case
            when citizens.n_citizens >= {{ too_few_below() }}
                then citizens.n_caseworkers / cast(citizens.n_citizens as double)
        end as caseworkers_mean,
        case
            when citizens.n_citizens >= {{ too_few_below() }} then cast(citizens.caseworkers_median as double)
        end as caseworkers_median,
        cast(citizens.n_citizens_in_touch as bigint) as n_citizens_in_touch,
        case
            when citizens.n_citizens_in_touch >= {{ too_few_below() }}
                then citizens.n_citizens_with_one / cast(citizens.n_citizens_in_touch as double)
        end as one_caseworker_share,
        cast(coalesce(ended.n_cases, 0) as bigint) as n_cases,
        case
            when ended.n_cases >= {{ too_few_below() }} then ended.n_handovers / cast(ended.n_cases as double)
        end as handovers_per_case
    from citizens
    left join ended
        on {{ same('citizens', 'ended', keys) }}

)

select * from mart_continuity
