-- grain: one row per case, with whether its citizen was told of a delay in writing

{{ config(materialized='view') }}

with

judged as (

    select * from {{ ref('int_evidence__deadline_kept') }}

),

notices as (

    select * from {{ ref('int_case_time__notices') }}

),

int_evidence__notice_sent as (

    {{ evidence_of_notices('notice_sent', 'notices.case_key is not null') }}

)

select * from int_evidence__notice_sent
