-- grain: one row per focus point, as it stands now

with

versions as (

    select * from {{ ref('mart_focus_point_versions') }}

),

counted as (

    select
        municipality_code,
        focus_point_id,
        count(*) as n_versions,
        sum(case when is_new_text then 1 else 0 end) as n_texts,
        min(valid_from) as known_from
    from versions
    group by municipality_code, focus_point_id

),

dim_focus_point as (

    select
        versions.municipality_code,
        versions.focus_point_id,
        versions.department_code,
        versions.indicator_id,

        versions.title,
        versions.approved_text,
        versions.why,
        versions.wanted,
        versions.priority,
        versions.status,
        versions.what_was_done,
        versions.approved_by,

        cast(counted.n_versions as integer) as n_versions,
        cast(counted.n_texts as integer) as n_texts,

        versions.approved_on,
        versions.adjusted_on,
        versions.retired_on,
        counted.known_from,
        versions.valid_from as unchanged_since
    from versions
    inner join counted
        on
            versions.municipality_code = counted.municipality_code
            and versions.focus_point_id = counted.focus_point_id
    where versions.is_current

)

select * from dim_focus_point
