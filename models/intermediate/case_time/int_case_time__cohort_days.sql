-- grain: one row per cohort (municipality, clock, breakdown, code, period received) and day on which cases left it

{% set counts = ['n_decided', 'n_withdrawn', 'n_transferred', 'n_other', 'n_open'] %}

with

cases as (

    select * from {{ ref('fct_cases') }}

),

-- A case leaves its cohort when it ends; one that is open was last seen on the data date.
outcomes as (

    select
        municipality_code,
        coalesce(case_type_code, '-') as case_type_code,
        received_on,
        complete_on,
        coalesce(decided_on, closed_on, observed_until) as left_on,
        case
            when decided_on is not null then 'decided'
            when is_open then 'open'
            when closed_as in ('withdrawn', 'transferred') then closed_as
            else 'other'
        end as outcome
    from cases

),

clocks as (

    {% for clock in ['received', 'complete'] %}
    select
        municipality_code,
        case_type_code,
        outcome,
        '{{ clock }}' as clock,
        {{ period_start('quarter', 'received_on') }} as quarter_start_on,
        {{ days_between(clock ~ '_on', 'left_on') }} as day_no
    from outcomes
    where {{ clock }}_on <= left_on
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

-- The cases are counted once; everything after it works on these counts.
counted as (

    select
        municipality_code,
        clock,
        'total' as every_case,
        case_type_code,
        quarter_start_on,
        {% for count in counts %}
        sum(case when outcome = '{{ count[2:] }}' then 1 else 0 end) as {{ count }},
        {% endfor %}
        day_no
    from clocks
    group by municipality_code, clock, case_type_code, quarter_start_on, day_no

),

int_case_time__cohort_days as (

    {% for breakdown, code, period_grain in [
        ('total', 'every_case', 'quarter'), ('total', 'every_case', 'year'),
        ('case_type', 'case_type_code', 'quarter'), ('case_type', 'case_type_code', 'year')
    ] %}
    select
        municipality_code,
        clock,
        '{{ breakdown }}' as breakdown,
        {{ code }} as breakdown_code,
        '{{ period_grain }}' as period_grain,
        {{ period_start(period_grain, 'quarter_start_on') }} as period_start,
        {% for count in counts %}
        cast(sum({{ count }}) as bigint) as {{ count }},
        {% endfor %}
        day_no
    from counted
    group by municipality_code, clock, {{ code }}, {{ period_start(period_grain, 'quarter_start_on') }}, day_no
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select * from int_case_time__cohort_days
