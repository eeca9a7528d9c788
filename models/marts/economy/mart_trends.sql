-- grain: one row per reference series and year

with

series as (

    select * from {{ ref('reference_series') }}

),

-- Growth is counted from the first year there is, and from the one before.
ordered as (

    select
        *,
        first_value(figure) over (
            partition by series_id
            order by year asc nulls last rows between unbounded preceding and current row
        ) as first_figure,
        first_value(year) over (
            partition by series_id
            order by year asc nulls last rows between unbounded preceding and current row
        ) as first_year,
        lag(figure) over (
            partition by series_id
            order by year asc nulls last
        ) as figure_before,
        lag(year) over (
            partition by series_id
            order by year asc nulls last
        ) as year_before
    from series

),

mart_trends as (

    select
        series_id,
        year,

        name_da,
        name_en,
        unit,
        source,

        cast(figure as double) as figure,
        first_year,
        year_before,
        case when year > first_year then cast(figure as double) / cast(first_figure as double) - 1 end as growth,
        case
            when year_before is not null then cast(figure as double) / cast(figure_before as double) - 1
        end as growth_from_before,
        cast(stated_growth as double) as stated_growth,
        case
            when stated_growth is null then 'not_stated'
            -- What a source says in whole percent is right where the growth rounds to it.
            when
                {{ half_up('((cast(figure as double) / cast(first_figure as double) - 1) * 100)') }}
                = {{ half_up('(cast(stated_growth as double) * 100)') }}
                then 'agrees'
            else 'differs'
        end as stated_status,

        published_on
    from ordered

)

select * from mart_trends
