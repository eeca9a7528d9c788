"""A chart as drawn: its texts, its figure, its numbers, and what a calendar can take over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import plotly.graph_objects as go

from dashboard.marks.frame import nothing
from dashboard.reading.context import Reading
from dashboard.words.tables import Table


@dataclass(frozen=True)
class Event:
    """What happens from one day to another, both included."""

    name: str
    """The same in every file: a calendar that has the event already changes it."""
    starts_on: date
    ends_on: date
    summary: str
    forum: str
    about: str


@dataclass(frozen=True)
class Drawn:
    """A chart as drawn: texts, figure and numbers."""

    title: str
    subtitle: str
    summary: str
    """The text alternative: what the chart shows, in words."""
    table: Table
    build: Callable[[], go.Figure]
    separators: str
    events: tuple[Event, ...] = ()
    """What its calendar file holds, where it has one."""
    reading: Reading = field(default_factory=Reading)
    """What of the public edition it was drawn from."""

    @property
    def n_shown(self) -> int:
        """How many rows show a figure or a date; the others name what is hidden or missing."""
        columns = [
            i
            for i, column in enumerate(self.table.columns)
            if column.kind != "text" and not column.is_given
        ]
        if not columns:
            return len(self.table.rows)
        return sum(any(row[i] is not None for i in columns) for row in self.table.rows)

    @cached_property
    def figure(self) -> go.Figure:
        """The figure; built when it is asked for, because not every reader of numbers does."""
        figure = self.build() if self.table.rows else nothing(self.summary)
        figure.layout.separators = self.separators
        return figure
