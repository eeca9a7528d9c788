"""What of a chart may leave the house: the editions of its figures in files."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dashboard.words.language import later


@dataclass(frozen=True)
class Edition:
    """How a chart's figures leave the house."""

    control: str
    """How single persons are protected, as files say it."""
    may_pass: str
    """The same in short, where files are offered."""
    is_open: bool = False
    """Whether page and file read the same mart, as it holds nothing of citizens."""
    is_rounded: bool = True
    is_municipal: bool = False
    """Whether files have the whole municipality only."""
    shortest: str | None = None
    """The shortest period of files, where it is longer than that of pages."""


ROUNDED = Edition(
    control=later("Rounded; groups of fewer than 10 cases are hidden, and what would reveal them."),
    may_pass=later("Files may be passed on: figures are rounded and small groups hidden."),
)
"""Figures of cases, from the public edition of their mart."""

MUNICIPAL = replace(ROUNDED, is_municipal=True)
MUNICIPAL_YEARS = replace(MUNICIPAL, shortest="year")

ANSWERS = replace(
    ROUNDED,
    control=later(
        "Rounded; groups of fewer than 10 who answered are hidden, and what would reveal them."
    ),
)
"""Answers to surveys."""

PLACES = Edition(
    control=later("Service areas with fewer than 10 places in use are hidden; nothing is rounded."),
    may_pass=later("Files may be passed on: areas with few places in use are hidden."),
    is_rounded=False,
)
"""Places of providers."""

OPEN = Edition(
    control=later("Not rounded: the register holds nothing of citizens."),
    may_pass=later("Files may be passed on: the register holds nothing of citizens."),
    is_open=True,
    is_rounded=False,
)
"""Registers and budgets: nothing of citizens, so nothing is hidden."""
