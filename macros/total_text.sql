{# Whether the text of a row makes it a total; warehouse/ingest/totals.py has the same words. #}
{% macro is_total_text(text) %}
{% set anywhere = (
'i alt,ialt,total,totalt,totalen,totaler,totals,totalsum,totalbeløb,hovedtotal,subtotal,sub total,deltotal,mellemtotal,'
~ 'sum,summen,hovedsum,delsum,mellemsum,slutsum,sammentælling,sammentalt,sammenlagt,tilsammen'
).split(',') %}
{% set at_the_start = 'samlet,samlede,resultat,årets resultat,saldo'.split(',') %}
{%- set tests = [] -%}
{%- for word in anywhere -%}
{%- do tests.append(text ~ " like '% " ~ word ~ " %'") -%}
{%- endfor -%}
{%- for word in at_the_start -%}
{%- do tests.append(text ~ " like ' " ~ word ~ " %'") -%}
{%- endfor -%}
({{ tests | join('\n    or ') }})
{% endmacro %}

{# A text in small letters, with one blank before, after and between its words. #}
{% macro words_of(text) %}
{%- set signs = [':', '.', ',', ';', '-', '(', ')', '*', '=', '_', '/', '\u00a0', '\u202f', '\t'] -%}
{%- set plain = namespace(text='lower(' ~ text ~ ')') -%}
{%- for sign in signs -%}
{%- set plain.text = "replace(" ~ plain.text ~ ", '" ~ sign ~ "', ' ')" -%}
{%- endfor -%}
{%- for _ in range(3) -%}
{%- set plain.text = "replace(" ~ plain.text ~ ", '  ', ' ')" -%}
{%- endfor -%}
concat(' ', trim({{ plain.text }}), ' ')
{%- endmacro %}
