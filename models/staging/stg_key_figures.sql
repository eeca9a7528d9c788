-- grain: one row per municipality that uses the figures, report, area, year and table of the report

with

delivered as (

    select * from {{ source('raw', 'key_figures') }}

),

-- 851 and 0851 are the same municipality.
deliveries as (

    select
        delivered.*,
        lpad(delivered.area_code, 4, '0') as area
    from delivered

),

{{ newest_deliveries(
    'deliveries', ['municipality_code', 'report', 'area', 'figure_year', 'table_no']
) }},

stg_key_figures as (

    select
        municipality_code,
        report,
        area as area_code,
        cast(figure_year as integer) as figure_year,
        table_no,

        figure,

        _data_date
    from newest_deliveries

)

select * from stg_key_figures
