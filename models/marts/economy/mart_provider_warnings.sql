-- grain: one row per rule in force, provider, service area ('-' for the whole provider) and year

{% set series = ['municipality_code', 'provider_id', 'service_area'] %}

with

measures as (

    select * from {{ ref('int_economy__provider_measures') }}

),

rules as (

    select * from {{ ref('provider_warning_rules') }}

),

-- A service area with few places in use in any year is not published, and nor is what was concluded from it.
fewest as (

    select
        {{ columns_of('activity', series) }},
        max({{ few_places('activity.activity_places') }}) as has_few_places
    from {{ ref('mart_provider_activity') }} as activity
    group by {{ columns_of('activity', series) }}

),

judged as (

    select
        {{ columns_of('measures', series) }},
        measures.figure_year,
        measures.basis,
        measures.not_assessed_reason,
        measures.excess,
        measures.base,
        rules.rule_id,
        rules.measure,
        rules.name_da,
        rules.name_en,
        rules.threshold_share,
        rules.decided_by,
        rules.decided_on,
        rules.case_number,
        case
            when measures.not_assessed_reason is not null then 'not_assessed'
            when measures.excess > rules.threshold_share * measures.base then 'crossed'
            else 'within'
        end as warning_status
    from measures
    inner join rules
        on
            measures.municipality_code = rules.municipality_code
            and measures.measure = rules.measure
            and measures.figure_year between rules.year_from and coalesce(rules.year_to, 9999)

),

-- Years on end in which a rule is crossed differ from their own number by the same amount.
crossed as (

    select
        {{ columns_of('judged', series) }},
        judged.rule_id,
        judged.figure_year,
        judged.figure_year - row_number() over (
            partition by {{ columns_of('judged', series, 12) }}, judged.rule_id
            order by judged.figure_year asc nulls last
        ) as run_no
    from judged
    where judged.warning_status = 'crossed'

),

since as (

    select
        *,
        min(figure_year) over (partition by {{ series | join(', ') }}, rule_id, run_no) as since_year
    from crossed

),

mart_provider_warnings as (

    select
        {{ columns_of('judged', series) }},
        judged.rule_id,
        judged.figure_year,

        judged.measure,
        judged.name_da,
        judged.name_en,
        judged.warning_status,
        judged.not_assessed_reason,
        judged.basis,
        judged.decided_by,
        judged.case_number,

        cast(judged.excess as double) / cast(judged.base as double) as figure_share,
        judged.threshold_share,
        since.since_year,
        cast(fewest.has_few_places as integer) as has_few_places,

        judged.decided_on
    from judged
    left join since
        on {{ same('judged', 'since', series + ['rule_id', 'figure_year']) }}
    left join fewest
        on {{ same('judged', 'fewest', series) }}

)

select * from mart_provider_warnings
