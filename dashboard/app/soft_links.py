"""Links of ours that keep the page's code: a click asks for another view, not for all anew.

A link in HTML makes the browser fetch and start everything again, charts' code included. Where the
script below runs, a click tells the server instead; without it, the link is what it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl, urlsplit

import streamlit as st
from streamlit.navigation.page import Page as StreamlitPage

_SCRIPT = """
export default function ({ setTriggerValue }) {
  const follow = (event) => {
    const link = event.target.closest?.('a[href^="./"]');
    const withKey = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || link.hreflang || withKey || event.button || event.defaultPrevented) return;
    event.preventDefault();
    document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
    setTriggerValue('followed', link.getAttribute('href'));
  };
  document.addEventListener('click', follow);
  document.body.dataset.links = 'followed';
  return () => {
    document.removeEventListener('click', follow);
    delete document.body.dataset.links;
  };
}
"""
"""A link with a language of its own is left alone: that page is served anew (`page_language`)."""

_listen = st.components.v2.component("sagspuls.links", js=_SCRIPT)


def follow_links(pages: Sequence[StreamlitPage]) -> None:
    """Listen for clicks on links made by `view.link`; where one was clicked, go there.

    Args:
        pages: those there are.
    """
    with st.container(key="links"):
        asked = _listen(key="followed", on_followed_change=lambda: None).followed
    if asked:
        page, view = read_link(str(asked))
        there = next((known for known in pages if known.url_path == page), pages[0])
        st.switch_page(there, query_params=view)


def read_link(asked: str) -> tuple[str, dict[str, str]]:
    """The page and the query parameters of an address that `view.link` wrote."""
    parts = urlsplit(asked)
    return parts.path.removeprefix("./"), dict(parse_qsl(parts.query))
