-- grain: one row per municipality and provider, those of the seed and those only a budget names

with

providers as (

    select * from {{ ref('providers') }}

),

lines as (

    select distinct
        municipality_code,
        provider_id
    from {{ ref('stg_budget_lines') }}

),

dim_provider as (

    select
        coalesce(providers.municipality_code, lines.municipality_code) as municipality_code,
        coalesce(providers.provider_id, lines.provider_id) as provider_id,

        coalesce(providers.name_da, lines.provider_id) as name_da,
        coalesce(providers.name_en, providers.name_da, lines.provider_id) as name_en,
        providers.run_by,
        providers.legal_basis,
        providers.source,

        providers.provider_id is not null as is_known
    from providers
    full outer join lines
        on
            providers.municipality_code = lines.municipality_code
            and providers.provider_id = lines.provider_id

)

select * from dim_provider
