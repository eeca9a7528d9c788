-- grain: one row per indicator and observed unit

{# A new indicator: its row in seeds/indicators.csv, its evidence model, its line here. #}
{% set evidence = [
    ref('int_evidence__deadline_kept'),
    ref('int_evidence__quiet_period'),
    ref('int_evidence__working_days'),
    ref('int_evidence__notices'),
    ref('int_evidence__receipt_in_time'),
    ref('int_evidence__days_until_started'),
    ref('int_evidence__one_caseworker'),
] %}
{# Evidence whose unit is not the case itself names its case: an incremental build goes case by case. #}
{% set evidence_by_case = [
    ref('int_evidence__quality_goals'),
] %}

{{
    config(
        materialized='incremental',
        incremental_strategy=whole_cases_strategy(),
        unique_key='case_key',
        on_schema_change='fail'
    )
}}

with

fct_indicator_evidence as (

    {% for model in evidence + evidence_by_case %}
    select
        indicator_id,
        municipality_code,
        source_system,
        observed_key,
        {{ 'case_key' if model in evidence_by_case else 'observed_key' }} as case_key,
        department_code,
        unit_code,
        case_type_code,
        target_group_code,
        exclusion_reason,
        value,
        counted_on,
        in_denominator,
        in_numerator
    from {{ model }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select * from fct_indicator_evidence
