-- grain: one row per municipality, survey round, respondent kind, target group ('all' among them) and form of contact

{% set is_enough = 'counted.n_answered >= ' ~ too_few_below() %}

with

answers as (

    select * from {{ ref('fct_survey_answers') }}
    where exclusion_reason is null and scale = 'contact'

),

response as (

    select * from {{ ref('mart_survey_response') }}

),

of_groups as (

    {% for target_group in ["'all'", 'target_group_code'] %}
    select
        municipality_code,
        round_id,
        respondent_kind,
        {{ target_group }} as target_group_code,
        answer,
        n_answers
    from answers
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

-- Every form of contact, chosen by anybody or not.
counted as (

    {% for contact in contact_forms().split(', ') %}
    select
        {{ columns_of('of_groups', survey_cell()) }},
        {{ contact }} as contact_form,
        cast(sum(case when of_groups.answer = {{ contact }} then of_groups.n_answers else 0 end) as bigint) as n,
        cast(sum(
            case when of_groups.answer in ({{ contact_forms() }}) then of_groups.n_answers else 0 end
        ) as bigint) as n_answered,
        cast(sum(
            case when of_groups.answer = 'do_not_know' then of_groups.n_answers else 0 end
        ) as bigint) as n_do_not_know
    from of_groups
    group by
        {{ columns_of('of_groups', survey_cell()) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

mart_contact_preferences as (

    select
        {{ columns_of('counted', survey_cell()) }},
        counted.contact_form,

        counted.n,
        counted.n_answered,
        counted.n_do_not_know,
        response.n_returned,
        case when {{ is_enough }} then counted.n / cast(counted.n_answered as double) end as contact_share,
        case when {{ is_enough }} then {{ wilson_low('counted.n', 'counted.n_answered') }} end as ci_low,
        case when {{ is_enough }} then {{ wilson_high('counted.n', 'counted.n_answered') }} end as ci_high
    from counted
    inner join response
        on {{ same('counted', 'response', survey_cell()) }}

)

select * from mart_contact_preferences
