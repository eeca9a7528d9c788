-- grain: one row per list of cells, with its indicator, period, organisation and breakdown, and status

{% set keys = [
    'list_of', 'municipality_code', 'indicator_id', 'period_grain', 'period_start', 'org_level', 'org_code', 'breakdown',
    'breakdown_code', 'status'
] %}

with

scorecard as (

    select * from {{ ref('mart_scorecard') }}

),

indicators as (

    select * from {{ ref('dim_indicator') }}

),

organisations as (

    select * from {{ ref('dim_organisation') }}

),

-- A cell in which nothing was to be counted stands in no list but that of the goals.
cells as (

    select
        scorecard.*,
        organisations.parent_code,
        case when indicators.unit = 'share' then 1 else 0 end as is_share,
        scorecard.target is not null as is_goal,
        scorecard.breakdown = 'case_type'
        and (scorecard.n > 0 or scorecard.status <> 'not_assessed') as is_of_case_type,
        scorecard.org_level <> 'municipality'
        and (scorecard.n > 0 or scorecard.status <> 'not_assessed') as is_of_organisation
    from scorecard
    inner join indicators
        on scorecard.indicator_id = indicators.indicator_id
    left join organisations
        on {{ same('scorecard', 'organisations', ['municipality_code', 'org_level', 'org_code']) }}

),

{# The list, which cells it is of, and what stands in place of a column of the cell. #}
lists as (

    {% for list_of, flag, columns in [
        ('goals', 'is_goal', {'indicator_id': "'all'", 'breakdown': "'all'", 'breakdown_code': "'all'"}),
        ('case_types', 'is_of_case_type', {'breakdown_code': "'all'"}),
        ('organisations', 'is_of_organisation', {
            'org_level': "'municipality'", 'org_code': 'cells.municipality_code'
        }),
        ('organisations', 'is_of_organisation', {
            'org_level': "'department'",
            'org_code': "case when cells.org_level = 'department' then cells.org_code else cells.parent_code end"
        })
    ] %}
    select
        '{{ list_of }}' as list_of,
        {% for column in keys[1:] %}
        {% if column in columns %}
        {{ columns[column] }} as {{ column }},
        {% else %}
        cells.{{ column }},
        {% endif %}
        {% endfor %}
        cells.is_share
    from cells
    where cells.{{ flag }}
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}

),

mart_status_counts as (

    select
        {{ keys | join(',\n        ') }},

        cast(count(*) as bigint) as n,
        cast(sum(is_share) as bigint) as n_shares
    from lists
    where org_code is not null
    group by {{ keys | join(', ') }}

)

select * from mart_status_counts
