"""What the reader asked to see, as it stands in the address, and the filters it is chosen with."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from dashboard.reading.marts import Published, Row
from dashboard.reading.periods import GRAINS, Period, parse_period
from dashboard.words.language import LANGUAGES, Language, later

_STEP = re.compile("[a-z_]{1,40}[.][a-z_]{1,40}")


@dataclass(frozen=True, eq=False)
class Filter:
    """What can be chosen: declared once, and named by the charts and pages that follow it."""

    name: str
    """In the address and on the command line."""
    label: str
    """To be translated."""
    options: Callable[[Published, View], Mapping[str, str]]
    """What can be chosen for what is in view: codes in order, with their words."""
    all_of_them: str | None = None
    """What no choice is called, to be translated; without it there always is a choice."""
    usual: Callable[[Published, View], str | None] | None = None
    """What is in view where nothing is chosen, if it is not the first of the options."""
    within: tuple[Filter, ...] = ()
    """Filters of which another choice drops the choice of this one."""
    least: int = 1
    """The fewest options to choose from; with fewer it is not shown."""
    is_slider: bool = False
    """Whether the options are steps from low to high."""

    def in_view(self, published: Published, view: View) -> str | None:
        """What is chosen, else what is usual; None is all of them, or nothing to choose."""
        if chosen := view[self]:
            return chosen
        if self.usual:
            return self.usual(published, view)
        return None if self.all_of_them else next(iter(self.options(published, view)), None)

    def is_within(self, other: Filter) -> bool:
        """Whether another choice of the other filter drops the choice of this one."""
        return any(one is other or one.is_within(other) for one in self.within)


@dataclass(frozen=True)
class View:
    """A language, whose cases, which period, a section of a page, and what else is chosen.

    None is all of them, or the latest period.
    """

    language_code: str
    municipality: str
    department: str | None = None
    unit: str | None = None
    case_type: str | None = None
    grain: str = "quarter"
    period: Period | None = None
    section: str | None = None
    """The section of the page that is shown."""
    step: str | None = None
    """The step whose cases are listed: the event before and the one after, with a dot between."""
    choices: tuple[tuple[str, str], ...] = ()
    """Codes chosen of further filters, by their names in alphabetical order."""

    @property
    def language(self) -> Language:
        """The language of texts, numbers and dates."""
        return Language(self.language_code)

    @property
    def org(self) -> tuple[str, str]:
        """Level and code of the organisation in view."""
        if self.unit:
            return "unit", self.unit
        if self.department:
            return "department", self.department
        return "municipality", self.municipality

    @property
    def breakdown(self) -> tuple[str, str]:
        """Breakdown and code in view."""
        return ("case_type", self.case_type) if self.case_type else ("total", "total")

    @property
    def when(self) -> str:
        """The period in view in full; nothing where there is none."""
        if self.period is None:
            return ""
        return self.language.period(self.period.start, self.period.grain, in_full=True)

    def __getitem__(self, of: Filter) -> str | None:
        """The code chosen of a filter."""
        code = getattr(self, of.name) if of.name in _FIELDS else dict(self.choices).get(of.name)
        return code.code if isinstance(code, Period) else code

    def but(self, **changes: object) -> View:
        """The view with fields changed, or codes chosen, by their names; None takes a choice back.

        A period may be given by its code.
        """
        if isinstance(code := changes.get("period"), str):
            changes["period"] = parse_period(code)
        choices = dict(self.choices) | {
            name: code for name, code in changes.items() if name not in _FIELDS
        }
        # Values come by name and are of several types, which mypy cannot follow.
        return replace(
            self,
            **{name: value for name, value in changes.items() if name in _FIELDS},  # type: ignore[arg-type]
            choices=tuple(sorted((name, str(code)) for name, code in choices.items() if code)),
        )

    def only(self, filters: Iterable[Filter]) -> View:
        """The view with what is chosen of these filters alone, in its municipality."""
        kept = {"municipality": self.municipality} | {of.name: self[of] for of in filters}
        return View(self.language_code, self.municipality, grain=self.grain).but(**kept)


_FIELDS = frozenset(field.name for field in fields(View)) - {"choices"}


def is_unit(row: Row) -> bool:
    """Whether a row of organisations is a unit, else it is a department."""
    return bool(row["org_level"] == "unit")


def named(rows: Iterable[Row], language: Language, code: str = "code") -> dict[str, str]:
    """The names of rows by their code.

    Args:
        rows: with names in both languages.
        language: of the names.
        code: the column of the code.
    """
    return {str(row[code]): language.name(row) for row in rows}


def _units(published: Published, view: View) -> dict[str, str]:
    inside = [
        row
        for row in published.organisations(view.municipality)
        if is_unit(row)
        and (view.department is None or row["parent_code"] in (view.department, None))
    ]
    return named(inside, view.language)


def _periods(published: Published, view: View) -> dict[str, str]:
    choices = {}
    for row in published.periods(view.municipality, view.grain):
        words = view.language.period(row["period_start"], view.grain, in_full=True)
        if row["is_partial"]:
            words = view.language.text("{period} (so far)", period=words)
        choices[Period(row["period_start"], view.grain).code] = words
    return choices


MUNICIPALITY = Filter(
    "municipality",
    later("Municipality"),
    lambda published, view: named(published.municipalities(), view.language),
    least=2,
)
DEPARTMENT = Filter(
    "department",
    later("Department"),
    lambda published, view: named(
        (row for row in published.organisations(view.municipality) if not is_unit(row)),
        view.language,
    ),
    all_of_them=later("All departments"),
    within=(MUNICIPALITY,),
)
UNIT = Filter(
    "unit", later("Unit"), _units, all_of_them=later("All units"), within=(DEPARTMENT,)
)  # fmt: skip
CASE_TYPE = Filter(
    "case_type",
    later("Case type"),
    lambda published, view: named(published.case_types(view.municipality), view.language),
    all_of_them=later("All case types"),
    within=(MUNICIPALITY,),
)
GRAIN = Filter(
    "grain",
    later("Period length"),
    lambda published, view: published.codes(view.language).words("period_grain"),
)
PERIOD = Filter("period", later("Period"), _periods, within=(MUNICIPALITY, GRAIN))
GOAL = Filter(
    "goal",
    later("Quality goals"),
    lambda published, view: named(published.quality_goals(), view.language, "goal_id"),
    all_of_them=later("All goals"),
)
INITIATIVE = Filter(
    "initiative",
    later("Initiative shown"),
    # Of the goal in view, else of none.
    lambda published, view: named(
        published.initiatives(view.municipality, view[GOAL]), view.language, "initiative_id"
    ),
    within=(MUNICIPALITY, GOAL),
    least=2,
)

SCOPE = (MUNICIPALITY, DEPARTMENT, UNIT, CASE_TYPE, GRAIN, PERIOD)
"""Whose cases and when: every page reads them, so that they go along from one to the next."""


def read_view(
    asked: Mapping[str, str],
    published: Published,
    language: str,
    filters: Collection[Filter] = (),
    sections: Collection[str] = (),
    *,
    latest: bool = True,
) -> View:
    """The view an address asks for; what is not known in the current run is left out.

    Args:
        asked: query parameters.
        published: the current run.
        language: where the address names none.
        filters: those that are read besides the scope. One is read after those it is within, so
            that its options are those of what is chosen of them.
        sections: of the page, by their name in the address.
        latest: where no period is asked for, take the latest whole one.
    """
    code, section, step = asked.get("lang", language), asked.get("section"), asked.get("step", "")
    view = View(
        code if code in LANGUAGES else language,
        next(iter(MUNICIPALITY.options(published, View(language, ""))), ""),
        section=section if section in sections else None,
        step=step if _STEP.fullmatch(step) else None,
    )
    for of in (MUNICIPALITY, DEPARTMENT, UNIT, CASE_TYPE):
        view = _chosen(of, asked, published, view)
    period = parse_period(asked.get("period", ""))
    grain = period.grain if period else asked.get("grain", view.grain)
    view = view.but(grain=grain if grain in GRAINS else view.grain)
    known = published.periods(view.municipality, view.grain)
    if period and period.start not in [row["period_start"] for row in known]:
        period = None
    view = view.but(period=period or (latest_whole(known, view.grain) if latest else None))
    others = [of for of in filters if of not in SCOPE]
    for of in sorted(others, key=lambda of: sum(of.is_within(other) for other in others)):
        view = _chosen(of, asked, published, view)
    return view


def _chosen(of: Filter, asked: Mapping[str, str], published: Published, view: View) -> View:
    code = asked.get(of.name)
    return view.but(**{of.name: code}) if code and code in of.options(published, view) else view


def in_grain(view: View, published: Published, grain: str) -> View:
    """The view in periods of at least this length.

    A shorter period gives way to the one around it; where that is not over yet, to the latest whole
    one.
    """
    if view.period is None or GRAINS.index(view.grain) >= GRAINS.index(grain):
        return view
    known = published.periods(view.municipality, grain)
    around = view.period.within(grain)
    is_whole = any(row["period_start"] == around.start and not row["is_partial"] for row in known)
    period = around if is_whole else latest_whole(known, grain) or around
    return view.but(grain=grain, period=period)


def latest_whole(periods: tuple[Row, ...], grain: str) -> Period | None:
    """The newest period that is over; the newest of all where none is."""
    whole = [row for row in periods if not row["is_partial"]] or list(periods)
    return Period(whole[0]["period_start"], grain) if whole else None


def address(view: View, **changes: object) -> dict[str, str]:
    """The query parameters that lead to a view, changed where said."""
    shown = view.but(**changes)
    written = {
        "lang": shown.language_code,
        **{of.name: shown[of] for of in SCOPE},
        "section": shown.section,
        "step": shown.step,
        **dict(shown.choices),
    }
    return {name: value for name, value in written.items() if value}


def link(page: str, view: View, **changes: object) -> str:
    """The address of a page with a view; the front page's own address is empty."""
    return f"./{page}?{urlencode(address(view, **changes))}"
