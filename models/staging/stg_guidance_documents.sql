-- grain: one row per document, as its newest delivery tells it

with

{{ newest_deliveries(source('raw', 'guidance_documents'), ['municipality_code', 'document_id']) }},

stg_guidance_documents as (

    select
        municipality_code,
        document_id,
        department_code,

        title,
        category,
        owner,
        available_to,
        status,
        text,

        n_words,
        n_sentences,
        n_long_words,

        last_reviewed_on,
        next_review_on,
        _data_date
    from newest_deliveries

)

select * from stg_guidance_documents
