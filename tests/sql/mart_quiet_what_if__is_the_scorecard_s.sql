{% set cell = level_columns() %}

with

what_if as (

    select * from {{ ref('mart_quiet_what_if') }}

),

scorecard as (

    select * from {{ ref('mart_scorecard') }}
    where indicator_id = 'deadline_kept'

)

select
    {{ columns_of('what_if', cell, 4) }},
    what_if.n,
    what_if.n_kept,
    scorecard.n as scorecard_n,
    scorecard.numerator as scorecard_numerator
from what_if
left join scorecard
    on {{ same('what_if', 'scorecard', cell) }}
where
    coalesce(what_if.n <> scorecard.n, true)
    or coalesce(what_if.n_kept <> scorecard.numerator, true)
