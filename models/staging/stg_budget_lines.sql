-- grain: one row per line of a budget, as the newest delivery of the whole budget tells it

with

deliveries as (

    select * from {{ source('raw', 'budget_lines') }}

),

-- A budget is delivered whole: a line the newest delivery does not have is no longer in it.
ranked as (

    select
        *,
        rank() over (
            partition by municipality_code, provider_id, budget_year, kind
            {{ delivery_order('desc') }}
        ) as delivery_rank
    from deliveries

),

stg_budget_lines as (

    select
        municipality_code,
        provider_id,
        cast(budget_year as integer) as budget_year,
        kind,
        line_text,
        line_no,

        group_name,
        row_kind,
        line_order,
        note,

        amount_dkk,
        stated_difference_dkk,

        main_account,
        main_function,
        function_code,
        dranst,
        grouping_code,
        kind_code,

        _data_date
    from ranked
    where delivery_rank = 1

)

select * from stg_budget_lines
