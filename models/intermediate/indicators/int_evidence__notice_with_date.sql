-- grain: one row per case, with whether its citizen was told by the deadline when to expect the decision

{{ config(materialized='view') }}

with

judged as (

    select * from {{ ref('int_evidence__deadline_kept') }}

),

notices as (

    select * from {{ ref('int_case_time__notices') }}

),

int_evidence__notice_with_date as (

    {{ evidence_of_notices('notice_with_date', 'notices.was_in_time_with_date') }}

)

select * from int_evidence__notice_with_date
