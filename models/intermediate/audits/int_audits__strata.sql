-- grain: one row per municipality, audit round and stratum that was audited

with

findings as (

    select * from {{ ref('fct_audit_findings') }}

),

-- Cases audited, whatever was found: the sampling fraction is theirs.
audited as (

    select
        municipality_code,
        round_id,
        stratum,
        max(stratum_size) as stratum_size,
        count(distinct case_key) as n_audited
    from findings
    group by municipality_code, round_id, stratum

),

-- Each case stands for stratum_size / n_audited cases. So do those in which an item applies.
int_audits__strata as (

    select
        *,
        stratum_size / cast(n_audited as double) as case_weight,
        1 - n_audited / cast(stratum_size as double) as left_share
    from audited

)

select * from int_audits__strata
