-- grain: one row per municipality and provider, those of the seed and those only a delivery names

with

providers as (

    select * from {{ ref('providers') }}

),

named as (

    select
        municipality_code,
        provider_id
    from {{ ref('stg_budget_lines') }}
    union
    select
        municipality_code,
        provider_id
    from {{ ref('stg_provider_activity') }}
    union
    select
        municipality_code,
        provider_id
    from {{ ref('stg_provider_texts') }}

),

dim_provider as (

    select
        coalesce(providers.municipality_code, named.municipality_code) as municipality_code,
        coalesce(providers.provider_id, named.provider_id) as provider_id,

        coalesce(providers.name_da, named.provider_id) as name_da,
        coalesce(providers.name_en, providers.name_da, named.provider_id) as name_en,
        providers.run_by,
        providers.legal_basis,
        providers.source,

        providers.provider_id is not null as is_known
    from providers
    full outer join named
        on
            providers.municipality_code = named.municipality_code
            and providers.provider_id = named.provider_id

)

select * from dim_provider
