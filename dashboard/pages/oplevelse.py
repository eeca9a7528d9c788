"""Oplevelse: what citizens experience, what caseworkers believe, how many answered."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from dashboard.app.controls import chart_block, filter_bar
from dashboard.app.markup import sign_key
from dashboard.app.shell import Frame, frame
from dashboard.reading.context import Context
from dashboard.reading.view import link
from dashboard.topics.citizens.charts_surveys import group_name, round_in_view
from dashboard.words.tables import Column, Table, html_table
from dashboard.words.vocabulary import SURVEY_CHANGES, SURVEY_GAPS, SURVEY_SUBJECTS


def show(given: Frame) -> None:
    """Show the page."""
    view = given.view
    _ = view.language.text
    context = Context(given.published, view, public=False)
    st.title(_("Experience"))
    shown = round_in_view(context)
    if shown is None:
        st.html(f'<p class="sp-say">{escape(_("No survey has been loaded yet."))}</p>')
        st.html(
            f"<p>{escape(_('Get the forms with the commands'))} "
            "<code>sagspuls template survey_rounds</code>, "
            "<code>sagspuls template survey_answers</code></p>"
        )
        return
    st.html(
        '<p class="sp-say">'
        + escape(
            _(
                "Citizens were asked of their own case, and caseworkers what they believe citizens "
                "experience: the same questions. A positive answer is one that speaks well of the "
                "casework, whichever way the question is put."
            )
        )
        + "</p>"
    )
    if len(given.published.municipalities()) > 1:
        filter_bar(given, ())
    rounds = given.published.survey_rounds(view.municipality)
    _choice(
        _("Rounds"),
        {link("oplevelse", view, survey_round=r["round_id"]): str(r["round_name"]) for r in rounds},
        link("oplevelse", view, survey_round=shown["round_id"]),
    )
    groups = (None, *(row["code"] for row in given.published.target_groups()))
    _choice(
        _("Target groups"),
        {link("oplevelse", view, target_group=code): group_name(context, code) for code in groups},
        link("oplevelse", view),
    )
    chart_block(given, "survey_gaps")
    st.html(sign_key(list(SURVEY_GAPS.values()), view.language))
    chart_block(given, "survey_changes")
    st.html(sign_key(list(SURVEY_CHANGES.values())[:4], view.language))
    chart_block(given, "contact_preferences")
    chart_block(given, "survey_response")
    _questions(given)


def _questions(given: Frame) -> None:
    """The questions as citizens and caseworkers read them."""
    language, _ = given.view.language, given.view.language.text
    questions = given.published.rows("select * from marts.dim_survey_question order by question_no")
    st.header(_("Questions"), anchor="questions")
    table = Table(
        (
            Column(_("Positive answer")),
            Column(_("Subject")),
            Column(_("Citizens were asked")),
            Column(_("Caseworkers were asked")),
        ),
        tuple(
            (
                q[f"short_{language.code}"],
                _(str(SURVEY_SUBJECTS.get(q["subject"], q["subject"]))),
                q[f"citizen_text_{language.code}"],
                q[f"caseworker_text_{language.code}"],
            )
            for q in questions
        ),
    )
    st.html(html_table(table, language, caption=_("Questions of the survey, in both wordings")))


def _choice(label: str, names: Mapping[str, str], current: str) -> None:
    """Links to choose from; the one that is shown says so."""
    items = ""
    for address, name in names.items():
        marked = ' aria-current="page"' if address == current else ""
        items += f'<li><a href="{escape(address)}"{marked}>{escape(name)}</a></li>'
    st.html(f'<nav class="sp-sections" aria-label="{escape(label)}"><ul>{items}</ul></nav>')


show(frame())
