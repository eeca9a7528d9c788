{# The order of deliveries: the ledger numbers them (`raw.place`), and the later one counts. #}
{% macro delivery_order(direction) -%}
    order by
        _delivery_no {{ direction }} nulls last, _loaded_at {{ direction }} nulls last, _load_id {{ direction }} nulls last
{%- endmacro %}


{#
    The newest delivery of each row of a raw table, as the common table expressions repeated_keys and
    newest_deliveries. Within a load a key stands once; the loader counts the others as repeated.

    Most rows are delivered once. Those that may have been delivered again are found by a 64-bit hash
    of the key and only they are ranked: 10 million events cost a third of ranking all.

    Args:
        relation: the source, or a CTE with its rows. It is read three times, and a source each time for the columns that
            are needed: DuckDB would write out the rows of a CTE, for 10 million grants a quarter of what they cost.
        key: the columns that identify a row, or those that equal rows of one load have in common.
        number: what tells equal rows of one load apart. The first of them in one load is the first in the other,
            the second the second: loads of before may hold a position in the file, which is another one in the next.
            The column equal_no is then the row's number among its equals.
#}
{% macro newest_deliveries(relation, key, number=none) -%}
{%- set equals = key + (['equal_no'] if number else []) -%}
repeated_keys as (

    select {{ hash64(key) }} as key_hash
    from {{ relation }}
    group by {{ hash64(key) }}
    having count(*) > 1

),

repeated as (

    select
        {% if number %}row_number() over (
            partition by _load_id, {{ key | join(', ') }} order by {{ number }} asc nulls last
        ) as equal_no,
        {% endif %}*
    from {{ relation }}
    where {{ hash64(key) }} in (select repeated_keys.key_hash from repeated_keys)

),

ranked_deliveries as (

    select
        *,
        row_number() over (partition by {{ equals | join(', ') }} {{ delivery_order('desc') }}) as delivery_rank
    from repeated

),

newest_deliveries as (

    select
        {% if number %}cast(1 as bigint) as equal_no,
        {% endif %}*,
        1 as delivery_rank
    from {{ relation }}
    where {{ hash64(key) }} not in (select repeated_keys.key_hash from repeated_keys)
    union all
    select *
    from ranked_deliveries
    where delivery_rank = 1

)
{%- endmacro %}
