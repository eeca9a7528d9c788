-- grain: one row per guiding document that is not withdrawn

with

documents as (

    select * from {{ ref('stg_guidance_documents') }}

),

as_of as (

    select * from {{ ref('int_follow_up__as_of') }}

),

counted as (

    select
        documents.*,
        as_of.as_of_on,
        case when documents.text is null then documents.n_words else {{ n_words('documents.text') }} end as words,
        case
            when documents.text is null then documents.n_sentences
            else greatest({{ n_sentences('documents.text') }}, 1)
        end as sentences,
        case when documents.text is null then documents.n_long_words else {{ n_long_words('documents.text') }} end
            as long_words,
        coalesce(documents.next_review_on, {{ next_review('documents.last_reviewed_on') }}) as review_due_on
    from documents
    inner join as_of
        on documents.municipality_code = as_of.municipality_code
    where documents.status <> 'withdrawn'

),

readable as (

    select
        *,
        case when words > 0 and sentences > 0 then {{ lix('words', 'sentences', 'long_words') }} end as lix
    from counted

),

mart_guidance_documents as (

    select
        municipality_code,
        document_id,
        department_code,

        title,
        category,
        owner,
        available_to,
        status,
        case
            when last_reviewed_on is null and review_due_on is null then 'never_reviewed'
            when review_due_on < as_of_on then 'overdue'
            when review_due_on <= {{ add_days('as_of_on', due_within_days()) }} then 'due_soon'
            else 'reviewed'
        end as review_status,
        case
            when lix is null then 'not_measured'
            when lix < 25 then 'very_easy'
            when lix < 35 then 'easy'
            when lix < 45 then 'medium'
            when lix < 55 then 'hard'
            else 'very_hard'
        end as readability,

        cast(words as bigint) as n_words,
        cast(sentences as bigint) as n_sentences,
        cast(long_words as bigint) as n_long_words,
        lix,
        {{ days_between('last_reviewed_on', 'as_of_on') }} as days_since_review,

        last_reviewed_on,
        review_due_on
    from readable

)

select * from mart_guidance_documents
