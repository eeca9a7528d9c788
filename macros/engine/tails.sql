{# Tails of the normal and the chi-square distribution: neither engine has them (tests/oracles/test_tails.py). #}

{#
    1 - erf(x), of x >= 0: t * exp(-x^2 + fit(t)) with t = 1 / (1 + x / 2), where fit is the Chebyshev series of
    Numerical Recipes (Press et al., 3rd edition, section 6.2.2) up to its 19th term, written out in powers of
    2t - 1, side by side and not one within the other, which parsers mind. It is off by less than 2e-12 of its value as far as doubles reach.
#}
{% macro erfc(x) -%}
    {%- set t = '(1e0 / (1e0 + ' ~ x ~ ' / 2e0))' -%}
    {%- set u = '(2e0 * ' ~ t ~ ' - 1e0)' -%}
    {%- set terms = [] -%}
    {%- for c in [
        '-6.7179408405700336e-01', '6.7264322399718379e-01', '4.7343306903951207e-02',
        '-4.6895611438998057e-02', '-9.8726914059133683e-03', '8.8249606313912324e-03',
        '1.7589595096226239e-03', '-2.3459977506412803e-03', '-1.4641398886745604e-04',
        '6.7453338928639994e-04', '-9.3120651765247990e-05', '-1.7667132121702400e-04',
        '7.0042800351232003e-05', '3.5859295629311995e-05', '-2.8380892176384002e-05',
        '-4.3919567749119993e-06', '7.2226044968960011e-06', '1.5689567436799999e-07',
        '-9.0256533094399997e-07'
    ] -%}
        {%- do terms.append('(' ~ c ~ ') * power(' ~ u ~ ', ' ~ loop.index0 ~ 'e0)') -%}
    {%- endfor -%}
    {{ t }} * exp(
        {{ terms | join('\n        + ') }}
        - {{ x }} * {{ x }}
    )
{%- endmacro %}

{# The chance of a chi-square of 1 degree of freedom at least this large: both tails of the normal distribution. #}
{% macro chi2_p(chi2) -%}
    {{ erfc('sqrt(' ~ chi2 ~ ' / 2e0)') }}
{%- endmacro %}

{# Degrees of freedom that chi2_tail reaches; beyond them it gives none. #}
{% macro chi2_tail_most() -%} 100 {%- endmacro %}

{#
    The chance of a chi-square at least this large, by its closed form for whole degrees of freedom (Abramowitz and
    Stegun, 26.4.4 and 26.4.5), with h = chi2 / 2:

    even  exp(-h) * (1 + h + h^2/2! + ... + h^(df/2-1)/(df/2-1)!)
    odd   erfc(sqrt(h)) + exp(-h) * (h^(1/2)/G(3/2) + ... + h^(df/2-1)/G(df/2)), G the gamma function

    Args:
        chi2: the statistic, not negative.
        df: whole degrees of freedom, a column or a number, 1 to 100.
#}
{% macro chi2_tail(chi2, df) -%}
    {%- set h = '(' ~ chi2 ~ ' / 2e0)' -%}
    {%- set even, odd = [], [] -%}
    {%- set gamma = namespace(whole=1.0, half=1.772453850905516) -%}
    {%- for j in range((chi2_tail_most() | int) // 2) -%}
        {%- do even.append('case when ' ~ df ~ ' > ' ~ 2 * j ~ ' then power(' ~ h ~ ', ' ~ j ~ 'e0) / ' ~ '%.17e' | format(gamma.whole) ~ ' else 0e0 end') -%}
        {%- set gamma.half = gamma.half * (j + 0.5) -%}
        {%- set gamma.whole = gamma.whole * (j + 1) -%}
        {%- do odd.append('case when ' ~ df ~ ' > ' ~ (2 * j + 1) ~ ' then power(' ~ h ~ ', ' ~ j ~ '.5e0) / ' ~ '%.17e' | format(gamma.half) ~ ' else 0e0 end') -%}
    {%- endfor -%}
    case
        when {{ chi2 }} is null or {{ df }} < 1 or {{ df }} > {{ chi2_tail_most() }} then null
        -- Below what a double holds.
        when {{ chi2 }} > 1400e0 then 0e0
        when {{ df }} % 2 = 0 then least(1e0, exp(-{{ h }}) * (
            {{ even | join('\n            + ') }}
        ))
        else least(1e0, {{ chi2_p(chi2) }} + exp(-{{ h }}) * (
            {{ odd | join('\n            + ') }}
        ))
    end
{%- endmacro %}
