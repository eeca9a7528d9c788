{#
    The grain a model states in its first line: no two rows have the same key, and no part of it is empty.
    Candidates are found by a 64-bit hash, which costs a tenth of grouping the keys themselves;
    only they are grouped.
#}
{% test grain(model, columns) %}

with

hashes as (

    select {{ hash64(columns) }} as key_hash
    from {{ model }}

),

candidates as (

    select key_hash
    from hashes
    group by key_hash
    having count(*) > 1

),

repeated as (

    select
        {{ columns | join(', ') }},
        count(*) as n_rows
    from {{ model }}
    where {{ hash64(columns) }} in (select candidates.key_hash from candidates)
    group by {{ columns | join(', ') }}
    having count(*) > 1

),

incomplete as (

    select
        {{ columns | join(', ') }},
        1 as n_rows
    from {{ model }}
    where {% for column in columns %}{{ column }} is null{{ ' or ' if not loop.last }}{% endfor %}

)

select * from repeated
union all
select * from incomplete

{% endtest %}
