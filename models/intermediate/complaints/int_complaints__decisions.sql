-- grain: one row per organisation and period with decisions: what complaints are held against

with

decisions as (

    select * from {{ ref('fct_decisions') }}

),

cases as (

    select * from {{ ref('fct_cases') }}

),

placed as (

    select
        decisions.municipality_code,
        coalesce(cases.department_code, '-') as department_code,
        coalesce(decisions.unit_code, cases.unit_code, '-') as unit_code,
        {{ period_start('quarter', 'decisions.decided_on') }} as quarter_start_on,
        count(*) as n_decisions
    from decisions
    left join cases
        on decisions.case_key = cases.case_key
    group by
        decisions.municipality_code,
        coalesce(cases.department_code, '-'),
        coalesce(decisions.unit_code, cases.unit_code, '-'),
        {{ period_start('quarter', 'decisions.decided_on') }}

),

int_complaints__decisions as (

    {% for period_grain in ['quarter', 'year'] %}
    {% set last_grain = loop.last %}
    {% for org_level in ['municipality', 'department', 'unit'] %}
    select
        municipality_code,
        '{{ org_level }}' as org_level,
        {{ org_level }}_code as org_code,
        '{{ period_grain }}' as period_grain,
        {{ period_start(period_grain, 'quarter_start_on') }} as period_start,
        cast(sum(n_decisions) as bigint) as n_decisions
    from placed
    group by municipality_code, {{ org_level }}_code, {{ period_start(period_grain, 'quarter_start_on') }}
    {% if not (last_grain and loop.last) %}union all{% endif %}
    {% endfor %}
    {% endfor %}

)

select * from int_complaints__decisions
