-- grain: one row per municipality, audit round and quality goal that both sources saw in a case

with

findings as (

    select * from {{ ref('fct_audit_findings') }}
    where goal_id is not null and finding in ('met', 'not_met')

),

flags as (

    select * from {{ ref('fct_quality_flags') }}
    where is_in_denominator and flag in ('met', 'not_met')

),

audited as (

    select
        municipality_code,
        round_id,
        goal_id,
        case_key,
        min(case when finding = 'met' then 1 else 0 end) as is_met
    from findings
    group by municipality_code, round_id, goal_id, case_key

),

-- Of several decisions in a case, one that is not met is enough: an auditor reads the whole case.
flagged as (

    select
        goal_id,
        case_key,
        min(case when flag = 'met' then 1 else 0 end) as is_met
    from flags
    group by goal_id, case_key

),

counted as (

    select
        audited.municipality_code,
        audited.round_id,
        audited.goal_id,
        cast(count(*) as bigint) as n,
        cast(sum(audited.is_met * flagged.is_met) as bigint) as n_both_met,
        cast(sum(flagged.is_met * (1 - audited.is_met)) as bigint) as n_system_only,
        cast(sum(audited.is_met * (1 - flagged.is_met)) as bigint) as n_audit_only,
        cast(sum((1 - audited.is_met) * (1 - flagged.is_met)) as bigint) as n_neither
    from audited
    inner join flagged
        on {{ same('audited', 'flagged', ['goal_id', 'case_key']) }}
    group by audited.municipality_code, audited.round_id, audited.goal_id

),

shares as (

    select
        *,
        (n_both_met + n_neither) / cast(n as double) as agreement,
        (
            cast(n_both_met + n_system_only as double) * (n_both_met + n_audit_only)
            + cast(n_neither + n_system_only as double) * (n_neither + n_audit_only)
        ) / (cast(n as double) * n) as by_chance
    from counted

),

-- Cohen's kappa (1960) and its standard error; none where chance alone would agree always.
mart_source_agreement as (

    select
        municipality_code,
        round_id,
        goal_id,
        case
            when n < {{ too_few_below() }} then 'too_few'
            when n_system_only > n_audit_only then 'system_kinder'
            when n_system_only < n_audit_only then 'audit_kinder'
            else 'even'
        end as leaning,

        n,
        n_both_met,
        n_system_only,
        n_audit_only,
        n_neither,
        case when n >= {{ too_few_below() }} then agreement end as agreement,
        case
            when n >= {{ too_few_below() }} and by_chance < 1 then (agreement - by_chance) / (1 - by_chance)
        end as kappa,
        case
            when n >= {{ too_few_below() }} and by_chance < 1
                then sqrt(agreement * (1 - agreement) / n) / (1 - by_chance)
        end as kappa_se
    from shares

)

select * from mart_source_agreement
