-- grain: one row per municipality and audit round

with

rounds as (

    select * from {{ ref('stg_audit_rounds') }}

),

samples as (

    select * from {{ ref('stg_audit_samples') }}

),

findings as (

    select * from {{ ref('stg_audit_findings') }}

),

answered as (

    select
        municipality_code,
        round_id,
        count(distinct case_key) as n_audited
    from findings
    where finding is not null
    group by municipality_code, round_id

),

strata as (

    select
        municipality_code,
        round_id,
        count(distinct stratum) as n_strata
    from samples
    group by municipality_code, round_id

),

-- A round follows the one before it of the same area.
dim_audit_round as (

    select
        rounds.municipality_code,
        rounds.round_id,
        lag(rounds.round_id) over (
            partition by rounds.municipality_code, rounds.area
            order by rounds.drawn_on asc nulls first, rounds.round_id asc nulls first
        ) as previous_round_id,

        coalesce(rounds.round_name, rounds.round_id) as round_name,
        rounds.area,
        rounds.frame,
        rounds.method,
        rounds.stratum_by,
        rounds.run_id,

        rounds.seed,
        rounds.population_size,
        rounds.sample_size,
        cast(coalesce(answered.n_audited, 0) as bigint) as n_audited,
        cast(coalesce(strata.n_strata, 0) as bigint) as n_strata,

        rounds.drawn_on
    from rounds
    left join answered
        on {{ same('rounds', 'answered', ['municipality_code', 'round_id']) }}
    left join strata
        on {{ same('rounds', 'strata', ['municipality_code', 'round_id']) }}

)

select * from dim_audit_round
