{#
    Medians and their 95 % intervals from counts of values, as the common table expressions ranked and medians
    (columns median, median_low, median_high). The value at a rank is the smallest with as many ranks up to it.

    Args:
        relation: a CTE with one row per key and value, its count in n; rows without a value are left out.
        keys: the columns that tell one median from another.
#}
{% macro medians_of_counts(relation, keys) -%}
ranked as (

    select
        {{ keys | join(',\n        ') }},
        value,
        sum(n) over (partition by {{ keys | join(', ') }}) as n,
        sum(n) over (
            partition by {{ keys | join(', ') }}
            order by value asc nulls last rows between unbounded preceding and current row
        ) as up_to_rank
    from {{ relation }}
    where value is not null

),

medians as (

    select
        {{ keys | join(',\n        ') }},
        {{ median_of_counts('value', 'up_to_rank', 'n') | indent(4) }} as median,
        min(case when up_to_rank >= {{ median_low_rank('n') }} then value end) as median_low,
        min(case when up_to_rank >= {{ median_high_rank('n') }} then value end) as median_high
    from ranked
    group by {{ keys | join(', ') }}

)
{%- endmacro %}
