-- grain: one row per indicator, organisation and period with a duty owed that the case system says nothing of

{% set cell = ['indicator_id', 'municipality_code', 'org_level', 'org_code', 'period_grain', 'period_start'] %}

with

flags as (

    select * from {{ ref('fct_quality_flags') }}
    where exclusion_reason = 'not_stated'

),

{{ on_levels('flags', ['indicator_id'], 'observed_on') }},

int_quality_goals__not_stated as (

    select
        {{ cell | join(',\n        ') }},
        cast(count(*) as bigint) as n_not_stated
    from flags_on_levels
    group by {{ cell | join(', ') }}

)

select * from int_quality_goals__not_stated
