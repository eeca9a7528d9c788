{#
    What a sample of cases says of the cases it was drawn from, by cell: the share met, weighted by what each case stands
    for, with Wilson's interval of effective_n, the simple random sample from an endless population that would tell as
    much (finite population correction in each stratum). No share below 10 cases; no width where every case was audited.

    Reads the CTEs `results` (a row per case and cell: municipality_code, round_id, stratum, n_met, n_errors) and `strata`
    (int_audits__strata).

    Args:
        cell: columns of `results` that make a cell.
#}
{% macro audit_estimate(cell) -%}
    select
        {{ cell | join(',\n        ') }},
        n,
        n_met,
        n_errors,
        effective_n,
        case when n >= {{ too_few_below() }} then weighted_share end as met_share,
        {% for bound, formula in [('ci_low', wilson_low), ('ci_high', wilson_high)] %}
        case
            when n < {{ too_few_below() }} then null
            when effective_n is null then weighted_share
            else {{ formula('(weighted_share * effective_n)', 'effective_n') }}
        end as {{ bound }}{{ ',' if not loop.last }}
        {% endfor %}
    from (
        select
            {{ cell | join(',\n            ') }},
            cast(sum(n) as bigint) as n,
            cast(sum(n_met) as bigint) as n_met,
            cast(sum(n_errors) as bigint) as n_errors,
            {{ ordered_sum('met_stands_for') }} / {{ ordered_sum('stands_for') }} as weighted_share,
            -- One over effective_n. Below 1e-12 it is rounding.
            case
                when
                    {{ ordered_sum('left_out') }}
                    > 1e-12 * {{ ordered_sum('stands_for') }} * {{ ordered_sum('stands_for') }}
                    then
                        {{ ordered_sum('stands_for') }} * {{ ordered_sum('stands_for') }}
                        / {{ ordered_sum('left_out') }}
            end as effective_n
        from (
            select
                {{ columns_of('results', cell, 16) }},
                count(*) as n,
                sum(results.n_met) as n_met,
                sum(results.n_errors) as n_errors,
                count(*) * strata.case_weight as stands_for,
                sum(results.n_met) * strata.case_weight as met_stands_for,
                count(*) * strata.case_weight * strata.case_weight * strata.left_share as left_out
            from results
            inner join strata
                on {{ same('results', 'strata', ['municipality_code', 'round_id', 'stratum'], 20) }}
            group by
                {{ columns_of('results', cell, 16) }},
                results.round_id,
                results.stratum,
                strata.case_weight,
                strata.left_share
        ) as of_strata
        group by {{ cell | join(', ') }}
    ) as summed
{%- endmacro %}
