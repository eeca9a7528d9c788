-- grain: one row per focus point and version

{% set compared = [
    'title', 'approved_text', 'why', 'wanted', 'priority', 'status', 'what_was_done', 'approved_on', 'adjusted_on',
    'retired_on'
] %}
{% set over = 'partition by municipality_code, focus_point_id'
    ~ ' ' ~ delivery_order('asc') %}

with

deliveries as (

    select * from {{ ref('stg_focus_point_deliveries') }}

),

followed as (

    select
        *,
        -- A later delivery with an older date holds from the day the one before it does.
        max(coalesce(_data_date, cast(_loaded_at as date))) over (
            {{ over }} rows between unbounded preceding and current row
        ) as valid_from,
        row_number() over ({{ over }}) as delivery_no,
        lag(approved_text) over ({{ over }}) as former_text,
        lag(status) over ({{ over }}) as former_status,
        lag(coalesce(adjusted_on, approved_on)) over ({{ over }}) as former_approval_on,
        {% for column in compared %}
        case
            when
                coalesce(cast({{ column }} as string), '')
                = coalesce(lag(cast({{ column }} as string)) over ({{ over }}), '')
                then 0
            else 1
        end{{ ' +' if not loop.last else ' as n_changes' }}
        {% endfor %}
    from deliveries

),

-- A delivery that tells nothing new is no version.
versions as (

    select
        *,
        row_number() over ({{ over }}) as version_no,
        lead(valid_from) over ({{ over }}) as valid_to
    from followed
    where delivery_no = 1 or n_changes > 0

),

mart_focus_point_versions as (

    select
        municipality_code,
        focus_point_id,
        department_code,
        indicator_id,

        title,
        approved_text,
        why,
        wanted,
        priority,
        status,
        what_was_done,
        approved_by,
        case
            when version_no = 1 then 'first'
            when approved_text <> former_text then 'text'
            when status = 'retired' and former_status <> 'retired' then 'retired'
            when status <> former_status then 'status'
            else 'other'
        end as change_kind,

        cast(version_no as integer) as version_no,

        approved_on,
        adjusted_on,
        retired_on,
        valid_from,
        valid_to,
        valid_to is null as is_current,
        version_no = 1 or approved_text <> former_text as is_new_text,
        version_no > 1
        and approved_text <> former_text
        and coalesce(adjusted_on, approved_on) <= former_approval_on as is_undated_text
    from versions

)

select * from mart_focus_point_versions
