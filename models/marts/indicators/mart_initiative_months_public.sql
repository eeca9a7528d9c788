-- grain: one row per initiative, group and whole month with 10 observations or more

with

months as (

    select * from {{ ref('mart_initiative_months') }}

),

initiatives as (

    select * from {{ ref('dim_initiative') }}

),

indicators as (

    select * from {{ ref('dim_indicator') }}

),

-- The months' numbers are not published: they would be sums to subtract from.
mart_initiative_months_public as (

    select
        months.initiative_id,
        months.municipality_code,
        months.group_code,
        months.spc_signal,
        months.spc_rule,

        {% for figure in ['value', 'spc_mean', 'spc_lower', 'spc_upper'] %}
        {{ published('months.' ~ figure, 'indicators.unit', 'false') | indent(8) }} as {{ figure }},
        {% endfor %}
        months.period_start,

        months.is_after
    from months
    inner join initiatives
        on months.initiative_id = initiatives.initiative_id
    inner join indicators
        on initiatives.indicator_id = indicators.indicator_id
    where months.value is not null

)

select * from mart_initiative_months_public
