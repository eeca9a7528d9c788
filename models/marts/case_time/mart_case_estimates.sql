-- grain: one row per municipality, case type and year with an estimate

with

estimates as (

    select * from {{ ref('case_estimates') }}

),

cases as (

    select * from {{ ref('fct_cases') }}

),

observed as (

    select * from {{ ref('int_cases__observed_until') }}

),

data_dates as (

    select
        municipality_code,
        max(observed_until) as data_date
    from observed
    group by municipality_code

),

received as (

    select
        municipality_code,
        case_type_code,
        {{ period_start('year', 'received_on') }} as year_start_on,
        count(*) as n_cases
    from cases
    group by municipality_code, case_type_code, {{ period_start('year', 'received_on') }}

),

-- Estimates of municipalities that deliver nothing, and of years to come, are not held against anything.
mart_case_estimates as (

    select
        estimates.municipality_code,
        estimates.case_type_code,

        estimates.decided_by,
        estimates.case_number,

        estimates.estimate,
        cast(coalesce(received.n_cases, 0) as bigint) as n_cases,
        coalesce(received.n_cases, 0) / cast(estimates.estimate as double) as ratio,

        estimates.year_start_on,
        estimates.decided_on,
        data_dates.data_date,

        data_dates.data_date < {{ period_end('year', 'estimates.year_start_on') }} as is_partial
    from estimates
    inner join data_dates
        on
            estimates.municipality_code = data_dates.municipality_code
            and estimates.year_start_on <= data_dates.data_date
    left join received
        on {{ same('estimates', 'received', ['municipality_code', 'case_type_code', 'year_start_on']) }}

)

select * from mart_case_estimates
