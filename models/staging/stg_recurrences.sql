-- grain: one row per recurrence rule, first date and date it falls on

with

followed as (

    select * from {{ source('raw', 'recurrences') }}

),

stg_recurrences as (

    select
        recurrence_rule,

        first_on,
        occurs_on
    from followed

)

select * from stg_recurrences
