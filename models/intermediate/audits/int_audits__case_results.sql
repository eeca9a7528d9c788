-- grain: one row per municipality, audit round, area, case, breakdown and code with an assessed item

with

findings as (

    select * from {{ ref('fct_audit_findings') }}

),

parts as (

    {% for breakdown, code in [('item', 'item_code'), ('theme', 'theme'), ('dimension', 'dimension')] %}
    select
        municipality_code,
        round_id,
        case_key,
        case_type_code,
        stratum,
        stratum_size,
        '{{ breakdown }}' as breakdown,
        {{ code }} as breakdown_code,
        finding
    from findings
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

of_areas as (

    {% for area in ["'all'", 'case_type_code'] %}
    select
        municipality_code,
        round_id,
        {{ area }} as area,
        case_key,
        breakdown,
        breakdown_code,
        stratum,
        stratum_size,
        finding
    from parts
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

-- A theme or a dimension is met in a case where none of its items is not met: errors of one case are not independent.
int_audits__case_results as (

    select
        municipality_code,
        round_id,
        area,
        case_key,
        breakdown,
        breakdown_code,
        stratum,
        max(stratum_size) as stratum_size,
        min(case when finding = 'not_met' then 0 else 1 end) as n_met,
        sum(case when finding = 'not_met' then 1 else 0 end) as n_errors
    from of_areas
    where finding in ('met', 'not_met')
    group by municipality_code, round_id, area, case_key, breakdown, breakdown_code, stratum

)

select * from int_audits__case_results
