{#
    The newest delivery of each row of a raw table, as the common table expressions repeated_keys and
    newest_deliveries: the newest extract first, then the newest load. Within a load a key stands once;
    the loader counts the others as repeated.

    Most rows are delivered once. Those that may have been delivered again are found by a 64-bit hash
    of the key and only they are ranked: 10 million events cost a third of ranking all.

    Args:
        relation: the source, or a CTE with its rows. It is read three times, and a source each time for the columns that
            are needed: DuckDB would write out the rows of a CTE, for 10 million grants a quarter of what they cost.
        key: the columns that identify a row.
#}
{% macro newest_deliveries(relation, key) -%}
repeated_keys as (

    select {{ hash64(key) }} as key_hash
    from {{ relation }}
    group by {{ hash64(key) }}
    having count(*) > 1

),

ranked_deliveries as (

    select
        *,
        row_number() over (
            partition by {{ key | join(', ') }}
            order by _data_date desc nulls last, _loaded_at desc nulls last, _load_id desc nulls last
        ) as delivery_rank
    from {{ relation }}
    where {{ hash64(key) }} in (select repeated_keys.key_hash from repeated_keys)

),

newest_deliveries as (

    select
        *,
        1 as delivery_rank
    from {{ relation }}
    where {{ hash64(key) }} not in (select repeated_keys.key_hash from repeated_keys)
    union all
    select *
    from ranked_deliveries
    where delivery_rank = 1

)
{%- endmacro %}
