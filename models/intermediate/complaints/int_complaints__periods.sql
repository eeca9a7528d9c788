-- grain: one row per municipality, length of period and period, from its first complaint to its data date

with

complaints as (

    select * from {{ ref('stg_complaints') }}

),

calendar as (

    select * from {{ ref('dim_calendar') }}

),

spans as (

    select
        municipality_code,
        min(received_on) as first_on,
        max(_data_date) as data_date
    from complaints
    group by municipality_code

),

int_complaints__periods as (

    {% for period_grain in ['quarter', 'year'] %}
    select
        spans.municipality_code,
        '{{ period_grain }}' as period_grain,
        calendar.{{ period_grain }}_start_on as period_start,
        {{ period_end(period_grain, 'calendar.' ~ period_grain ~ '_start_on') }} as period_end,
        spans.data_date,
        {{ period_end(period_grain, 'calendar.' ~ period_grain ~ '_start_on') }} > spans.data_date as is_partial
    from spans
    inner join calendar
        on
            spans.data_date >= calendar.calendar_on
            and {{ period_start(period_grain, 'spans.first_on') }} <= calendar.calendar_on
    where calendar.calendar_on = calendar.{{ period_grain }}_start_on
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select * from int_complaints__periods
