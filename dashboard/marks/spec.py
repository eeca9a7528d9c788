"""A chart as data: which rows, which mark, which columns, which sentence, which edition."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass
from functools import partial
from html import escape
from typing import Protocol

import plotly.graph_objects as go

from dashboard.marks.columns import (
    Col,
    Field,
    Picture,
    Row,
    Rows,
    table_columns,
    value_of,
    words_of,
)
from dashboard.marks.drawn import Drawn, Event
from dashboard.marks.frame import nothing
from dashboard.marks.theme import separators
from dashboard.reading.context import Context
from dashboard.reading.edition import ROUNDED, Edition
from dashboard.reading.view import CASE_TYPE, DEPARTMENT, PERIOD, UNIT, Filter
from dashboard.words.language import later
from dashboard.words.sources import CASE_SYSTEMS, CATALOGUES, COOPERATION, REGISTERS
from dashboard.words.tables import Table

OF_CASES = (DEPARTMENT, UNIT, CASE_TYPE, PERIOD)
ALL_TYPES = (DEPARTMENT, UNIT, PERIOD)


class Mark(Protocol):
    """A shape that draws rows."""

    def draw(self, picture: Picture) -> go.Figure:
        """Draw the rows."""


@dataclass(frozen=True)
class Chart:
    """A chart as data.

    Every function is called with the context; those of one row with the row, the others with all
    rows of the table.
    """

    chart_id: str
    """Its name in addresses, on pages and on the command line."""
    title: str
    _: KW_ONLY
    rows: Callable[[Context], Rows]
    """Rows of the table, in order."""
    mark: Mark
    columns: Sequence[Col] | Callable[[Context, Rows], Sequence[Col]]
    """Columns of the table from left to right, among them those whose texts stand beside marks."""
    says: Callable[[Context, Rows], str]
    """The sentence above the chart, which is also its text alternative."""
    under: Callable[[Context, Rows], str]
    """What stands under the title: where, when, how many."""
    filters: tuple[Filter, ...] = OF_CASES
    """What of a view it follows; the rest is left out."""
    own: tuple[Filter, ...] = ()
    """Those of its filters that stand above it, not at the head of the page: they concern no other.
    """
    bolds: tuple[Filter, ...] = ()
    """Filters of which it sets what is chosen in bold among the rest, on the page."""
    shortest: str = "month"
    """The shortest period its mart has; a view of a shorter one is shown by the one around it."""
    is_of_whole_periods: bool = False
    """Whether the period around a shorter one has to be over; in files it always has to."""
    edition: Edition = ROUNDED
    """What of it may leave the house."""
    is_list: bool = False
    """Whether its table is the answer, and stands open below it."""
    source: str = CASE_SYSTEMS
    """Where its figures are from."""
    label: Field | None = None
    """Name of a row of the picture; the first column where not given."""
    bold: Callable[[Context, Row], bool] | None = None
    """Rows whose name is bold."""
    after: Callable[[Context, Row], str] | None = None
    """What follows the name in the picture, never bold."""
    picture: Callable[[Context, Rows], Rows] | None = None
    """Rows of the picture, where they are not those of the table."""
    headline: Callable[[Context, Rows, str], str] | None = None
    """The title as it is drawn, where it depends on the rows."""
    events: Callable[[Context, Rows], tuple[Event, ...]] | None = None
    """What its calendar file holds, where it has one."""

    @property
    def table_name(self) -> str:
        """What its table is called."""
        if self.source == REGISTERS:
            return later("Register")
        return later("List") if self.source in (CATALOGUES, COOPERATION) else later("Numbers")

    @property
    def has_calendar(self) -> bool:
        """Whether it can be taken over by a calendar."""
        return self.events is not None

    def draw(self, context: Context, title: str) -> Drawn:
        """Read the rows and make table, texts and picture of them."""
        rows = self.rows(context)
        columns = [
            col
            for col in (self.columns(context, rows) if callable(self.columns) else self.columns)
            if col.only is None or col.only(context, rows)
        ]
        shown = [col for col in columns if col.in_table]
        summary = self.says(context, rows)
        return Drawn(
            title=self.headline(context, rows, title) if self.headline else title,
            subtitle=self.under(context, rows),
            summary=summary,
            build=partial(self._figure, context, rows, columns, summary),
            separators=separators(context.language),
            table=Table(
                table_columns(shown, context),
                tuple(tuple(value_of(col.field, context, row) for col in shown) for row in rows),
            ),
            events=self.events(context, rows) if self.events else (),
        )

    def _figure(
        self, context: Context, rows: Rows, columns: Sequence[Col], summary: str
    ) -> go.Figure:
        drawn = rows if self.picture is None else self.picture(context, rows)
        if not drawn:
            return nothing(summary)
        beside = [col for col in columns if col.beside]
        return self.mark.draw(
            Picture(
                context,
                drawn,
                labels=[self._label(context, row, columns[0].field) for row in drawn],
                headers=[words_of(col.beside, context) for col in beside],
                texts=[tuple(col.text(context, row) for col in beside) for row in drawn],
            )
        )

    def _label(self, context: Context, row: Row, first: Field) -> str:
        name = escape(str(value_of(first if self.label is None else self.label, context, row)))
        if self.bold and self.bold(context, row):
            name = f"<b>{name}</b>"
        return name + escape(self.after(context, row)) if self.after else name
