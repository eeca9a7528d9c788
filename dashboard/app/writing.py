"""What a page says itself: sentences, lists and tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from dashboard.marks.columns import Col, Row, Rows, Words, table_columns, value_of
from dashboard.reading.context import Context
from dashboard.words.tables import Kind, Table, html_table


def say(text: str) -> None:
    """A sentence."""
    st.html(f'<p class="sp-say">{escape(text)}</p>')


def below(text: str) -> None:
    """A line below a heading, in a quiet colour."""
    st.html(f'<p class="sp-sub">{escape(text)}</p>')


def not_loaded(text: str, how: str, *commands: str) -> None:
    """Say that something has not been loaded yet, and with which commands it is begun."""
    say(text)
    codes = ", ".join(f"<code>{escape(command)}</code>" for command in commands)
    st.html(f"<p>{escape(how)} {codes}</p>")


def link_html(address: str, text: str, to: str) -> str:
    """A link as HTML, and where it leads for those who hear it without what stands around it."""
    hidden = f'<span class="sp-hidden"> {escape(to)}</span>'
    return f'<a href="{escape(address)}">{escape(text)}{hidden}</a>'


def bullets(lines: Sequence[str]) -> None:
    """Lines of a list, where there are any."""
    if lines:
        items = "".join(f"<li>{escape(line)}</li>" for line in lines)
        st.html(f'<ul class="sp-lead">{items}</ul>')


def quiet(text: str) -> str:
    """Words of a cell in a quiet colour, as HTML."""
    return f'<span class="quiet">{escape(text)}</span>'


def html_col(heading: Words, html: Callable[[Context, Row], str], kind: Kind = "text") -> Col:
    """A column of a page's own table whose cells are HTML."""
    return Col(heading, html, kind, html=html)


def table(context: Context, rows: Rows, columns: Sequence[Col], caption: str) -> None:
    """A table of the page's own.

    Args:
        context: of the columns.
        rows: from top to bottom.
        columns: from left to right.
        caption: says what the table holds, translated; hidden from sight, read aloud.
    """
    values = tuple(tuple(value_of(col.field, context, row) for col in columns) for row in rows)
    shown = Table(table_columns(columns, context), values)
    raw = [number for number, col in enumerate(columns) if col.html]
    st.html(html_table(shown, context.language, caption=caption, raw=raw))
