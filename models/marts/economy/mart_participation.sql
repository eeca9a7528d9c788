-- grain: one row per provider of the strengthened cooperation and stretch of days with one status

{% set key = ['municipality_code', 'provider_id'] %}

with

stays as (

    select
        *,
        lead(joined_on) over (
            partition by municipality_code, provider_id order by joined_on nulls last
        ) as joined_again_on
    from {{ ref('mart_participation_stays') }}

),

-- A stay ends with the last day of taking part, at the latest the day before the provider joins again.
ends as (

    select
        *,
        case
            when leaves_on < joined_again_on then leaves_on
            when joined_again_on is not null then {{ add_days('joined_again_on', -1) }}
            else leaves_on
        end as last_on,
        {{ add_days('joined_again_on', -1) }} as before_again_on
    from stays

),

stretches as (

    select
        municipality_code,
        provider_id,
        joined_on,
        'takes_part' as participation_status,
        joined_on as from_on,
        case
            when leaves_on is null or notice_on is null or notice_on > last_on then last_on
            else {{ add_days('notice_on', -1) }}
        end as to_on,
        as_of_on
    from ends
    union all
    select
        municipality_code,
        provider_id,
        joined_on,
        'leaving' as participation_status,
        case when notice_on < joined_on then joined_on else notice_on end as from_on,
        last_on as to_on,
        as_of_on
    from ends
    where leaves_on is not null and notice_on is not null
    union all
    select
        municipality_code,
        provider_id,
        joined_on,
        'left' as participation_status,
        {{ add_days('last_on', 1) }} as from_on,
        before_again_on as to_on,
        as_of_on
    from ends
    where leaves_on = last_on

),

mart_participation as (

    select
        {{ columns_of('stretches', key) }},

        stretches.participation_status,

        stretches.joined_on,
        stretches.from_on,
        stretches.to_on,
        stretches.as_of_on,

        stretches.from_on <= stretches.as_of_on
        and (stretches.to_on is null or stretches.to_on >= stretches.as_of_on) as is_on_data_date
    from stretches
    where stretches.to_on is null or stretches.from_on <= stretches.to_on

)

select * from mart_participation
