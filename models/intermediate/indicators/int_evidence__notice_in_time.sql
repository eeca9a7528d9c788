-- grain: one row per case, with whether its citizen was told of a delay by the deadline

{{ config(materialized='view') }}

with

judged as (

    select * from {{ ref('int_evidence__deadline_kept') }}

),

notices as (

    select * from {{ ref('int_case_time__notices') }}

),

int_evidence__notice_in_time as (

    {{ evidence_of_notices('notice_in_time', 'notices.was_in_time') }}

)

select * from int_evidence__notice_in_time
