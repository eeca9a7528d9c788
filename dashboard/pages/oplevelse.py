"""Oplevelse: what citizens experience, what caseworkers believe, how many answered."""

from __future__ import annotations

import streamlit as st

from dashboard.app.controls import chart_block, filter_bar
from dashboard.app.markup import sign_key
from dashboard.app.page_sections import filter_links
from dashboard.app.shell import Frame, frame
from dashboard.app.writing import not_loaded, say, table
from dashboard.marks.columns import Col, worded
from dashboard.topics.citizens.filters import SURVEY_ROUND, TARGET_GROUP
from dashboard.words.vocabulary import SURVEY_CHANGES, SURVEY_GAPS


def show(given: Frame) -> None:
    """Show the page."""
    view = given.view
    _ = view.language.text
    st.title(_("Experience"))
    if given.context.choice(SURVEY_ROUND) is None:
        not_loaded(
            _("No survey has been loaded yet."),
            _("Get the forms with the commands"),
            "sagspuls template survey_rounds",
            "sagspuls template survey_answers",
        )
        return
    say(
        _(
            "Citizens were asked of their own case, and caseworkers what they believe citizens "
            "experience: the same questions. A positive answer is one that speaks well of the "
            "casework, whichever way the question is put."
        )
    )
    filter_bar(given, ())
    filter_links(given, SURVEY_ROUND)
    filter_links(given, TARGET_GROUP)
    chart_block(given, "survey_gaps")
    st.html(sign_key(list(SURVEY_GAPS.values()), given.codes))
    chart_block(given, "survey_changes")
    st.html(sign_key(list(SURVEY_CHANGES.values())[:4], given.codes))
    chart_block(given, "contact_preferences")
    chart_block(given, "survey_response")
    _questions(given)


def _questions(given: Frame) -> None:
    """The questions as citizens and caseworkers read them."""
    language, _ = given.view.language, given.view.language.text
    questions = given.published.rows("select * from marts.dim_survey_question order by question_no")
    st.header(_("Questions"), anchor="questions")
    columns = (
        Col("Positive answer", f"short_{language.code}"),
        Col("Subject", worded("subject", "survey_subject")),
        Col("Citizens were asked", f"citizen_text_{language.code}"),
        Col("Caseworkers were asked", f"caseworker_text_{language.code}"),
    )
    table(given.context, questions, columns, _("Questions of the survey, in both wordings"))


show(frame())
