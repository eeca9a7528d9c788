-- grain: one row per municipality, audit round, area and theme that may be published, shown or suppressed

with

mart as (

    select themes.* from {{ ref('mart_audit_themes') }} as themes
    where {{ has_known_codes(['area'], 'themes') | indent(4) }}

),

items as (

    select * from {{ ref('mart_audit_items_public') }}
    where breakdown = 'theme'

),

changes as (

    select * from {{ ref('mart_audit_changes_public') }}
    where breakdown = 'theme'

),

-- What the next round says of a theme is hidden where that round is.
tables as (

    select
        mart.*,
        coalesce(items.is_suppressed, true) as is_suppressed,
        coalesce(changes.is_suppressed, true) as is_next_suppressed
    from mart
    left join items
        on
            {{ same('mart', 'items', ['municipality_code', 'round_id', 'area']) }}
            and mart.theme = items.breakdown_code
    left join changes
        on
            {{ same('mart', 'changes', ['municipality_code', 'area']) }}
            and mart.next_round_id = changes.round_id
            and mart.theme = changes.breakdown_code

),

mart_audit_themes_public as (

    select
        municipality_code,
        round_id,
        area,
        theme,
        {% for column in ['n_errors', 'n', 'n_not_met'] %}
        {{ published_count(column, 'is_suppressed') }} as {{ column }},
        {% endfor %}
        {% for column in ['met_share', 'ci_low', 'ci_high'] %}
        {{ published(column, "'share'", 'is_suppressed') }} as {{ column }},
        {% endfor %}
        {% for column in ['next_difference', 'next_difference_low', 'next_difference_high'] %}
        {{ published(column, "'share'", 'is_next_suppressed') }} as {{ column }},
        {% endfor %}
        case when not is_suppressed then training_rank end as training_rank,
        n_training_planned,
        n_training_held,
        {% for column in ['next_round_id', 'next_change'] %}
        case when not is_next_suppressed then {{ column }} end as {{ column }},
        {% endfor %}
        is_suppressed
    from tables

)

select * from mart_audit_themes_public
