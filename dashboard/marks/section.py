"""A part of a page: the question it answers, and its charts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """A part of a page: its name, its question, its charts, and which of them answer it."""

    name: str
    question: str
    charts: tuple[str, ...]
    answers: tuple[str, ...]
