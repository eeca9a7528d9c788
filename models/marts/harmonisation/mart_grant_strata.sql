-- grain: one row per pair of groups, service, year, measure and stratum: need level and age band

{% set pair = pair_columns() %}
{% set figures = ['n_granted', 'value', 'ci_low', 'ci_high', 'mean_age', 'mean_age_squares'] %}
{% set side = ['org_level', 'service_code', 'period_start', 'measure'] %}

with

strata as (

    select * from {{ ref('int_grants__strata') }}

),

services as (

    select * from {{ ref('dim_service') }}
    where is_in_scope

),

-- Departments and units are compared within their municipality, each pair once; municipalities with one another, and
-- each has the others in rows of its own.
groups_compared as (

    select
        strata.municipality_code,
        strata.org_level,
        strata.org_code,
        strata.service_code,
        strata.period_start,
        strata.measure,
        case when strata.org_level = 'municipality' then '-' else strata.municipality_code end as compared_within
    from strata
    inner join services
        on
            strata.municipality_code = services.municipality_code
            and strata.service_code = services.service_code
    where strata.need_level = 'all'

),

pairs as (

    select
        a.municipality_code,
        b.municipality_code as municipality_b,
        a.org_level,
        a.org_code as org_a,
        b.org_code as org_b,
        a.service_code,
        a.period_start,
        a.measure
    from groups_compared as a
    inner join groups_compared as b
        on
            {{ same('a', 'b', side) }}
            and a.compared_within = b.compared_within
            and (a.org_code < b.org_code or (a.org_level = 'municipality' and a.org_code <> b.org_code))

),

parts as (

    select * from strata
    where need_level <> 'all'

),

{% set same_side = same('pairs', 'parts', side) -%}
{{ side_by_side(
    'parts', pair, {
        'a': same_side ~ ' and pairs.municipality_code = parts.municipality_code and pairs.org_a = parts.org_code',
        'b': same_side ~ ' and pairs.municipality_b = parts.municipality_code and pairs.org_b = parts.org_code',
    }, ['need_level', 'age_band'], figures
) }},

judged as (

    select
        *,
        case
            when need_level = '-' or age_band = '-' then 'not_known'
            when n_b = 0 then 'only_a'
            when n_a = 0 then 'only_b'
            when measure <> 'share_granted' and least(n_a, n_b) < {{ median_min_n() }} then 'too_few'
            else 'compared'
        end as stratum_state
    from side_by_side

),

weighted as (

    select
        *,
        case when stratum_state = 'compared' then n_a + n_b end as weight,
        cast(sum(n_a) over (partition by {{ pair | join(', ') }}) as double) as total_a,
        cast(sum(n_b) over (partition by {{ pair | join(', ') }}) as double) as total_b
    from judged

),

shared as (

    select
        *,
        weight / cast(sum(weight) over (partition by {{ pair | join(', ') }}) as double) as weight_share,
        case when total_a > 0 then n_a / total_a end as share_of_a,
        case when total_b > 0 then n_b / total_b end as share_of_b
    from weighted

),

mart_grant_strata as (

    select
        municipality_code,
        org_level,
        org_a,
        org_b,
        service_code,
        'year' as period_grain,
        period_start,
        measure,
        need_level,
        age_band,
        stratum_state,
        case measure when 'share_granted' then 'share' when 'hours_per_week' then 'hours' else 'kroner' end as unit,

        cast(n_a as bigint) as n_a,
        cast(n_b as bigint) as n_b,
        cast(n_granted_a as bigint) as n_granted_a,
        cast(n_granted_b as bigint) as n_granted_b,
        value_a,
        ci_low_a as low_a,
        ci_high_a as high_a,
        value_b,
        ci_low_b as low_b,
        ci_high_b as high_b,
        case when stratum_state = 'compared' then value_a - value_b end as difference,
        case
            when stratum_state = 'compared'
                then {{ difference_low('value_b', 'ci_high_b', 'value_a', 'ci_low_a') | indent(16) }}
        end as difference_low,
        case
            when stratum_state = 'compared'
                then {{ difference_high('value_b', 'ci_low_b', 'value_a', 'ci_high_a') | indent(16) }}
        end as difference_high,
        weight_share,
        {{ smd_of_shares('share_of_a', 'share_of_b') | indent(8) }} as smd,
        mean_age_a,
        mean_age_squares_a,
        mean_age_b,
        mean_age_squares_b
    from shared

)

select * from mart_grant_strata
