-- grain: one row per report, municipality the figure is of, table of the report and year

{% set series = ['municipality_code', 'report', 'area_code', 'table_no'] %}

with

figures as (

    select * from {{ ref('stg_key_figures') }}

),

mart_key_figures as (

    select
        {{ columns_of('figures', series) }},
        figures.figure_year,

        cast(figures.figure as double) as figure,
        cast(figures.figure - earlier.figure as double) as difference,

        figures.figure is null as is_missing
    from figures
    left join figures as earlier
        on
            {{ same('figures', 'earlier', series) }}
            and figures.figure_year - 1 = earlier.figure_year

)

select * from mart_key_figures
