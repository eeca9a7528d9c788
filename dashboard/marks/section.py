"""A part of a page: its charts, the question they answer, and the filters at its head."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass

from dashboard.reading.view import Filter


@dataclass(frozen=True)
class Section:
    """A part of a page: its name, its charts, the question it answers, and its filters."""

    name: str
    charts: tuple[str, ...]
    _: KW_ONLY
    question: str = ""
    answers: tuple[str, ...] = ()
    """The charts that answer it in short, where not all do."""
    filters: tuple[Filter, ...] = ()
    """Those at its head."""
