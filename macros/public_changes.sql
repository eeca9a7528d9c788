{#
  The public edition of changes between rounds: a change tells the shares of two rounds, so it is hidden where one of
  them is hidden in the rounds' own public edition. Counts to 5, shares to a percentage point.

  Args:
    mart: name of the mart of changes.
    rounds: name of the public mart whose rows are compared, round by round.
    cell: columns both have beside `round_id`.
    share: the column with the share of the later round.
#}
{% macro public_changes(mart, rounds, cell, share) -%}
with

mart as (

    select rows_of_mart.* from {{ ref(mart) }} as rows_of_mart
    where {{ has_known_codes(cell, 'rows_of_mart') | indent(4) }}

),

rounds as (

    select * from {{ ref(rounds) }}

),

tables as (

    select
        mart.*,
        coalesce(later.is_suppressed, true) or coalesce(earlier.is_suppressed, true) as is_suppressed
    from mart
    left join rounds as later
        on {{ same('mart', 'later', cell + ['round_id']) }}
    left join rounds as earlier
        on
            {{ same('mart', 'earlier', cell) }}
            and mart.previous_round_id = earlier.round_id

),

{{ mart }}_public as (

    select
        round_id,
        {{ cell | join(',\n        ') }},
        {% for column in ['n_before', 'n'] %}
        {{ published_count(column, 'is_suppressed') }} as {{ column }},
        {% endfor %}
        {% for column in ['share_before', share, 'difference', 'difference_low', 'difference_high'] %}
        {{ published(column, "'share'", 'is_suppressed') }} as {{ column }},
        {% endfor %}
        {% for column in ['previous_round_id', 'change'] %}
        case when not is_suppressed then {{ column }} end as {{ column }},
        {% endfor %}
        is_suppressed
    from tables

)

select * from {{ mart }}_public
{%- endmacro %}
