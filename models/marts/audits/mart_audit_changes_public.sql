-- grain: one row per municipality, audit round, area, breakdown and code that may be published, shown or suppressed

{% set cell = ['municipality_code', 'area', 'breakdown', 'breakdown_code'] %}

with

mart as (

    select * from {{ ref('mart_audit_changes') }}

),

items as (

    select * from {{ ref('mart_audit_items_public') }}

),

-- A change tells the shares of two rounds: it is hidden where one of them is.
tables as (

    select
        mart.*,
        coalesce(items.is_suppressed, true) or coalesce(earlier.is_suppressed, true) as is_suppressed
    from mart
    left join items
        on {{ same('mart', 'items', cell + ['round_id']) }}
    left join items as earlier
        on
            {{ same('mart', 'earlier', cell) }}
            and mart.previous_round_id = earlier.round_id

),

mart_audit_changes_public as (

    select
        municipality_code,
        round_id,
        area,
        breakdown,
        breakdown_code,
        {% for column in ['n_before', 'n'] %}
        case when not is_suppressed then cast(round({{ column }} / 5e0) * 5 as bigint) end as {{ column }},
        {% endfor %}
        {% for column in ['share_before', 'met_share', 'difference', 'difference_low', 'difference_high'] %}
        {{ published(column, "'share'", 'is_suppressed') }} as {{ column }},
        {% endfor %}
        {% for column in ['previous_round_id', 'change'] %}
        case when not is_suppressed then {{ column }} end as {{ column }},
        {% endfor %}
        is_suppressed
    from tables

)

select * from mart_audit_changes_public
