-- grain: one row per month since the first incident in an IT system

{% set kinds = ['freeze', 'slow_response', 'outage', 'delay'] %}

with

incidents as (

    select * from {{ ref('mart_it_incidents') }}

),

-- Of systems whose freezes signal something in the same month, the one that got worse is told.
mart_it_months as (

    select
        municipality_code,
        month_start_on,

        case
            when max(case when kind = 'freeze' and spc_signal = 'concern' then 1 else 0 end) = 1 then 'concern'
            when max(case when kind = 'freeze' and spc_signal = 'improvement' then 1 else 0 end) = 1 then 'improvement'
        end as freeze_signal,

        cast(sum(n_incidents) as bigint) as n_incidents,
        {% for kind in kinds %}
        cast(sum(case when kind = '{{ kind }}' then n_incidents else 0 end) as bigint) as n_{{ kind }},
        {% endfor %}
        coalesce({{ ordered_sum('user_hours') }}, 0e0) as user_hours,

        max(cast(is_partial as integer)) = 1 as is_partial
    from incidents
    group by municipality_code, month_start_on

)

select * from mart_it_months
