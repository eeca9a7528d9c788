with

delivered as (

    select count(*) as n_cases from {{ ref('int_cases__current') }}

),

kept as (

    select count(*) as n_cases from {{ ref('fct_cases') }}

)

select
    delivered.n_cases as n_delivered,
    kept.n_cases as n_kept
from delivered
cross join kept
where delivered.n_cases <> kept.n_cases
