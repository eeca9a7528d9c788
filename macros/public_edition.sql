{#
    The public edition of a mart: the whole of a model that follows its grain comment. Rows of a table that is hidden
    tell nothing but their key; in all others counts are rounded to 5, sums of days to 10, shares to whole percent and
    days to whole days. Columns in none of the lists are left out.

    A table is shown whole or not at all: hidden where one of its rows has a number of 1 to 9, told or to be had by
    subtraction. Marts of cells of cases are hidden by int_public__tables, which sees all of them together; others name
    their tables and numbers here. A table that others add up to is never hidden where they are shown: a number of 1
    to 9 has parts of 1 to 9. Codes no seed knows are typed by people, not groups of citizens: they are not published.

    Args:
        mart: its name; the model is <mart>_public.
        keys: the columns of its grain.
        sheet, part: expressions of the sheet and part that int_public__tables knows the mart by.
        table_of: expressions that tell one table from another, where there is no sheet.
        small: the numbers of people that hide, columns or differences of them.
        guarded: pairs of figures and the numbers that hide these figures alone, in the whole table.
        counts, sums, shares, scores, days, hours: columns by how they are rounded; a count may be a pair of the column
            and what it is of in public.
        intervals: low and high end of the interval of a share, the share and its n: computed from the rounded ones.
        figures: shares, hours, days or kroner, as the column `unit` says.
        kept: columns published as they are.
        condition: which rows are published at all.
#}
{% macro public_edition(
    mart, keys, table_of=[], small=[], sheet=none, part="'-'", guarded=[], counts=[], sums=[], shares=[], scores=[],
    days=[], hours=[], intervals=[], figures=[], kept=[], condition='true'
) -%}
{% set hidden_with = {} %}
{% for columns, _ in guarded %}
{% set group_no = loop.index %}
{% for column in columns %}
{% do hidden_with.update({column: 'is_suppressed or is_guarded_' ~ group_no}) %}
{% endfor %}
{% endfor %}
with

mart as (

    select rows_of_mart.* from {{ ref(mart) }} as rows_of_mart
    where
        {{ condition }}
        and {{ has_known_codes(keys, 'rows_of_mart') | indent(8) }}

),

{% if sheet %}
published_tables as (

    select * from {{ ref('int_public__tables') }}

),

tables as (

    select
        mart.*,
        published_tables.is_suppressed
    from mart
    inner join published_tables
        on
            published_tables.sheet = {{ sheet }}
            and published_tables.part = {{ part }}
            and {{ same('mart', 'published_tables', level_columns()) }}

),
{% else %}
tables as (

    select
        *,
        {% for _, numbers in guarded %}
        max({{ is_small(numbers) | indent(12) }})
            over (partition by {{ table_of | join(', ') }}) = 1 as is_guarded_{{ loop.index }},
        {% endfor %}
        max({{ is_small(small) | indent(12) }}) over (partition by {{ table_of | join(', ') }}) = 1 as is_suppressed
    from mart

),
{% endif %}

{{ mart }}_public as (

    select
        {% for column in keys %}
        {{ column }},
        {% endfor %}
        {% for count in counts %}
        {% set column, number = (count, count) if count is string else count %}
        {{ published_count(number, 'is_suppressed') }} as {{ column }},
        {% endfor %}
        {% for column in sums %}
        case when not is_suppressed then cast(round({{ column }} / 10e0) * 10 as bigint) end as {{ column }},
        {% endfor %}
        {% for unit, columns in [('share', shares), ('score', scores), ('days', days), ('hours', hours)] %}
        {% for column in columns %}
        {{ published(column, "'" ~ unit ~ "'", hidden_with.get(column, 'is_suppressed')) }} as {{ column }},
        {% endfor %}
        {% endfor %}
        {% for low, high, share, n in intervals %}
        {{ published_interval(low, high, share, n, 'is_suppressed') | indent(8) }},
        {% endfor %}
        {% for column in figures %}
        {{ published(column, 'unit', 'is_suppressed') }} as {{ column }},
        {% endfor %}
        {% for column in kept %}
        case when not is_suppressed then {{ column }} end as {{ column }},
        {% endfor %}
        is_suppressed
    from tables

)

select * from {{ mart }}_public
{%- endmacro %}

{#
    The condition that the codes of a row are of the seeds: others are typed by people and may say anything.

    Args:
        columns: of the row; those that hold no code are passed over.
        relation: alias of the relation they are of.
#}
{% macro has_known_codes(columns, relation) -%}
{% set lists = {
    'case_type_code': ('case_types', 'case_type_code', ''),
    'area': ('case_types', 'case_type_code', "'all'"),
    'target_group_code': ('target_groups', 'target_group_code', "'all'"),
    'topic_code': ('complaint_topics', 'topic_code', "'all'"),
    'org_a': ('organisation', 'org_code', ''),
    'org_b': ('organisation', 'org_code', ''),
    'after_event': ('event_steps', 'event_type', "'open', 'decided', 'closed'"),
    'before_event': ('event_steps', 'event_type', "'open', 'decided', 'closed'"),
} %}
{% set breakdowns = {
    'case_type': ('case_types', 'case_type_code'),
    'target_group': ('target_groups', 'target_group_code'),
    'topic': ('complaint_topics', 'topic_code'),
} %}
true
{%- for column in columns if column in lists %}
{% set list, code, others = lists[column] %}
and (
    {{ relation }}.{{ column }} in (select seed.{{ code }} from {{ ref(list) }} as seed)
    {%- if others %}

    or {{ relation }}.{{ column }} in ({{ others }})
    {%- endif %}

)
{%- endfor %}
{%- if 'breakdown_code' in columns and 'area' not in columns %}
{%- for breakdown, (list, code) in breakdowns.items() %}
and (
    {{ relation }}.breakdown <> '{{ breakdown }}'
    or {{ relation }}.breakdown_code in (select seed.{{ code }} from {{ ref(list) }} as seed)
)
{%- endfor %}
{%- endif %}
{%- if 'org_code' in columns %}
and (
    {{ relation }}.org_level = 'municipality'
    or {{ relation }}.org_code in (select seed.org_code from {{ ref('organisation') }} as seed)
)
{%- endif %}
{%- endmacro %}
