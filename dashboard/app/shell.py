"""The frame of every page: name, navigation, language, and the footer that says where from."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page as StreamlitPage

from dashboard.app.markup import as_text
from dashboard.app.soft_links import follow_links
from dashboard.app.style import STYLE
from dashboard.reading.codes import Codes
from dashboard.reading.context import Context
from dashboard.reading.marts import Published, marts_of
from dashboard.reading.view import SCOPE, View, address, link, read_view
from dashboard.topics.pages import FRONT, PAGES, Page
from dashboard.words.language import LANGUAGES, Language
from warehouse.base.errors import NothingPublished, RunUnreadable, SagspulsError
from warehouse.base.settings import Settings, read_settings

FOLDER = Path(__file__).resolve().parents[1]
ICON = str(FOLDER / "icon.png")


@dataclass(frozen=True)
class Frame:
    """What a page is given: what stands on it, the settings, the current run, and the view."""

    page: Page
    settings: Settings
    published: Published
    view: View

    @property
    def context(self) -> Context:
        """What is drawn on the page."""
        return Context(self.published, self.view, public=False)

    def where(self) -> str:
        """Whose cases the page shows, of which type and when."""
        view, words = self.view, [self.context.name(*self.view.org)]
        if view.case_type:
            words.append(self.context.name("case_type", view.case_type))
        if view.period:
            words.append(view.when)
        return " · ".join(words)

    @property
    def codes(self) -> Codes:
        """Words of codes in the reader's language."""
        return self.published.codes(self.view.language)


_warm = False


def show() -> None:
    """Show the page asked for, in its frame."""
    settings = read_settings()
    language = _asked_language(settings)
    _ = language.text
    pages = [
        st.Page(
            FOLDER / "pages" / f"{name}.py",
            title=_(page.title),
            url_path=name,
            default=page is FRONT,
        )
        for name, page in PAGES.items()
    ]
    page = st.navigation(pages, position="hidden")
    st.set_page_config(page_title=f"{page.title} – Sagspuls", page_icon=ICON, layout="wide")
    st.html(STYLE)
    follow_links(pages)
    try:
        published = marts_of(settings).current()
    except RunUnreadable as error:
        _unreadable(language, error)
        return
    except NothingPublished:
        _nothing_yet(language)
        return
    try:
        shown = PAGES.get(page.url_path, FRONT)
        view = read_view(
            st.query_params.to_dict(), published, language.code, shown.filters, shown.sections
        )
        st.session_state["frame"] = Frame(shown, settings, published, view)
        _header(view, pages, page)
        page.run()
        _footer(published, language, shown.source)
    except RunUnreadable as error:
        _unreadable(language, error)
        return
    except SagspulsError as error:
        # The hint is our own: its commands are to be copied as they are.
        st.error(f"{as_text(error.message)} {error.hint or ''}")
        return
    _settle()


def frame() -> Frame:
    """The frame of the page that is being shown."""
    given: Frame = st.session_state["frame"]
    return given


def _asked_language(settings: Settings) -> Language:
    asked = st.query_params.get("lang", "")
    return Language(asked if asked in LANGUAGES else settings.language)


def _header(view: View, pages: Sequence[StreamlitPage], current: StreamlitPage) -> None:
    _ = view.language.text
    with st.container(key="head", horizontal=True, vertical_alignment="center"):
        st.html('<span class="sp-brand">Sagspuls</span>', width="content")
        for page in pages:
            st.page_link(page, query_params=address(view.only(SCOPE)))
        other = next(code for code in LANGUAGES if code != view.language_code)
        # A link, not a button: the page is served anew, with its language told to the browser.
        here = escape(link(current.url_path, view, language_code=other))
        st.html(
            f'<div class="sp-lang"><a lang="{other}" hreflang="{other}" href="{here}">'
            f"{escape(LANGUAGES[other])}</a></div>",
        )


def _footer(published: Published, language: Language, source: str) -> None:
    _ = language.text
    run = published.run
    day = language.day(run.data_date) if run.data_date else "–"
    texts = (
        _("Source: {source}", source=_(source)),
        _("Data to {date}", date=day),
        _("Run {run}", run=run.run_id),
    )
    spans = "".join(f"<span>{escape(text)}</span>" for text in texts)
    st.html(f'<footer class="sp-foot">{spans}</footer>')


def _nothing_yet(language: Language) -> None:
    _ = language.text
    other = next(code for code in LANGUAGES if code != language.code)
    st.html(
        f'<div class="sp-lang"><a lang="{other}" href="./?lang={other}">'
        f"{escape(LANGUAGES[other])}</a></div>"
    )
    st.title(_("Nothing is published yet"))
    st.markdown(
        _(
            "There are no figures to show, because no build has been published. Load extracts "
            "and build, or try it with a sample municipality:"
        )
    )
    st.code("sagspuls load <folder>\nsagspuls build", language=None)
    st.code("make demo", language=None)
    st.markdown(_("This page shows the figures as soon as they are there: reload it then."))


def _unreadable(language: Language, error: RunUnreadable) -> None:
    """The run is there and cannot be read: what the operator needs, as it was said."""
    _ = language.text
    st.title(_("The figures cannot be read just now"))
    st.markdown(
        _("Tell whoever operates Sagspuls; nothing that was loaded is lost. They need this:")
    )
    st.code(f"{error.message}\n{error.hint or ''}", language=None, wrap_lines=True)


def _settle() -> None:
    """After the first page: take what is loaded by now out of the collector's sight.

    Streamlit collects garbage after every run of a page; with plotly loaded that took 70 ms.
    """
    global _warm
    if not _warm:
        _warm = True
        gc.collect()
        gc.freeze()
