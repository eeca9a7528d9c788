"""Addresses the pages' links write are read back as they were written."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dashboard.app.soft_links import read_link
from dashboard.reading.view import View, address, link

texts = st.none() | st.text(min_size=1, max_size=12)


@given(page=st.sampled_from(["", "sagsbehandlingstid", "oekonomi"]), unit=texts, provider=texts)
def test_a_link_is_read_as_it_was_written(
    page: str, unit: str | None, provider: str | None
) -> None:
    view = View("da", "0999", unit=unit).but(provider=provider)
    assert read_link(link(page, view)) == (page, address(view))
