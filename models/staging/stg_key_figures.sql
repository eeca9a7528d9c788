-- grain: one row per municipality that uses the figures, report, area, year and table of the report

with

deliveries as (

    select * from {{ source('raw', 'key_figures') }}

),

{{ newest_deliveries(
    'deliveries', ['municipality_code', 'report', 'area_code', 'figure_year', 'table_no']
) }},

stg_key_figures as (

    select
        municipality_code,
        report,
        lpad(area_code, 4, '0') as area_code,
        cast(figure_year as integer) as figure_year,
        table_no,

        figure,

        _data_date
    from newest_deliveries

)

select * from stg_key_figures
