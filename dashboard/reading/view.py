"""What the reader asked to see, as it stands in the address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from dashboard.reading.marts import Published, Row
from dashboard.reading.periods import GRAINS, Period, parse_period
from dashboard.words.language import LANGUAGES, Language

FILTERS = (
    "municipality",
    "department",
    "unit",
    "case_type",
    "grain",
    "period",
    "goal",
    "audit_round",
    "initiative",
    "survey_round",
    "target_group",
    "pair",
    "differs",
    "measure",
    "service",
    "wheel_year",
    "provider",
    "year",
    "cases",
    "shared",
    "key",
    "expected_on",
)
"""Names of the filters in the address and on the command line."""

ECONOMY = FILTERS[-6:]
"""Those of the economy: whose, which year, the scenario of shared financing and the forecast."""

SECTIONS = ("deadlines", "notice", "duration", "quiet", "waiting", "equal")
"""Sections of the page on case time, as they stand in the address."""

FOLLOW_UP = (
    "focus_points", "initiatives", "recommendations", "training", "documents", "templates", "it",
    "yearly",
)  # fmt: skip
"""Registers on the page of follow-up, as they stand in the address."""

HARMONISATION = ("catalogue", "differences", "changes", "granted", "strata", "municipalities")
"""Sections of the page on harmonisation, as they stand in the address."""

ECONOMY_PARTS = ("budgets", "financing", "providers", "cooperation", "trends")
"""Sections of the page on economy, as they stand in the address."""

MEASURES = ("share_granted", "hours_per_week", "kroner_per_week")
"""What is compared of grants; the first where none is asked for."""

DIFFERS = ("differs", "unexplained")
"""Which services of the catalogues are shown, where not all of them."""

_STEP = re.compile("[a-z_]{1,40}[.][a-z_]{1,40}")


@dataclass(frozen=True)
class View:
    """A language and a choice for every filter; None is "all" (or, for a period, the latest)."""

    language_code: str
    municipality: str
    department: str | None = None
    unit: str | None = None
    case_type: str | None = None
    grain: str = "quarter"
    period: Period | None = None
    section: str | None = None
    register: str | None = None
    """The register shown on the page of follow-up."""
    part: str | None = None
    """The section shown on the page of harmonisation."""
    subject: str | None = None
    """The section shown on the page of economy."""
    step: str | None = None
    """The step whose cases are listed: the event before and the one after, with a dot between."""
    goal: str | None = None
    """The quality goal in view."""
    audit_round: str | None = None
    """The audit round in view."""
    initiative: str | None = None
    """The initiative in view."""
    survey_round: str | None = None
    """The round of the user survey in view."""
    target_group: str | None = None
    """The target group in view."""
    pair: str | None = None
    """The two departments whose catalogues are compared: their codes with a colon between."""
    differs: str | None = None
    """Which services are shown: those that differ, or those with a difference unexplained."""
    service: str | None = None
    """The service in view: its texts side by side, or its groups by need and age."""
    measure: str | None = None
    """What of grants is compared."""
    wheel_year: str | None = None
    """The year of the yearly wheel in view."""
    provider: str | None = None
    """The provider whose economy is in view."""
    year: str | None = None
    """The year of its economy."""
    cases: str | None = None
    """Cases of the scenario, in percent of those expected."""
    shared: str | None = None
    """Shared part of the scenario, in percent of the budget."""
    key: str | None = None
    """Key of the scenario."""
    expected_on: str | None = None
    """Date of the population forecast in view."""

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


def read_view(
    asked: Mapping[str, str], published: Published, language: str, *, latest: bool = True
) -> View:
    """The view an address asks for; what is not known in the current run is left out.

    Args:
        asked: query parameters.
        published: the current run.
        language: where the address names none.
        latest: where no period is asked for, take the latest whole one.
    """
    code = asked.get("lang", language)
    municipalities = [str(row["code"]) for row in published.municipalities()]
    municipality = asked.get("municipality", "")
    if municipality not in municipalities:
        municipality = municipalities[0] if municipalities else ""
    organisations = published.organisations(municipality)
    unit = _known(asked.get("unit"), [row["code"] for row in organisations if is_unit(row)])
    department = _known(
        asked.get("department"), [row["code"] for row in organisations if not is_unit(row)]
    )
    if unit and department:
        parent = next(row["parent_code"] for row in organisations if row["code"] == unit)
        unit = unit if parent in (department, None) else None
    grain = asked.get("grain", "quarter")
    period = parse_period(asked.get("period", ""))
    if period:
        grain = period.grain
    grain = grain if grain in GRAINS else "quarter"
    known = published.periods(municipality, grain)
    if period and period.start not in [row["period_start"] for row in known]:
        period = None
    if period is None and latest:
        period = latest_whole(known, grain)
    goal = _known(asked.get("goal"), [str(row["goal_id"]) for row in published.quality_goals()])
    provider = _known(
        asked.get("provider"),
        [str(row["provider_id"]) for row in published.providers(municipality)],
    )
    known_codes = codes(published, municipality, goal=goal, provider=provider)
    return View(
        language_code=code if code in LANGUAGES else language,
        municipality=municipality,
        grain=grain,
        period=period,
        section=_known(asked.get("section"), list(SECTIONS)),
        register=_known(asked.get("register"), list(FOLLOW_UP)),
        part=_known(asked.get("part"), list(HARMONISATION)),
        subject=_known(asked.get("subject"), list(ECONOMY_PARTS)),
        step=asked.get("step") if _STEP.fullmatch(asked.get("step", "")) else None,
        **{
            name: _known(asked.get(name), known)
            for name, known in known_codes.items()
            if name not in ("municipality", "department", "unit")
        },
        department=department,
        unit=unit,
    )


def codes(
    published: Published, municipality: str, *, goal: str | None, provider: str | None
) -> dict[str, list[str]]:
    """What may be chosen, by filter.

    Args:
        published: the current run.
        municipality: whose.
        goal: whose initiatives; those of no goal where not given.
        provider: whose years and scenarios; the first provider's where not given.
    """
    organisations = published.organisations(municipality)
    providers = [str(row["provider_id"]) for row in published.providers(municipality)]
    economy = published.economy_choices(municipality, provider or next(iter(providers), ""))
    return {
        "municipality": [str(row["code"]) for row in published.municipalities()],
        "department": [str(row["code"]) for row in organisations if not is_unit(row)],
        "unit": [str(row["code"]) for row in organisations if is_unit(row)],
        "case_type": [str(row["code"]) for row in published.case_types(municipality)],
        "goal": [str(row["goal_id"]) for row in published.quality_goals()],
        "audit_round": published.audit_rounds(municipality),
        "initiative": [
            str(row["initiative_id"]) for row in published.initiatives(municipality, goal)
        ],
        "survey_round": [str(row["round_id"]) for row in published.survey_rounds(municipality)],
        "target_group": [str(row["code"]) for row in published.target_groups()],
        "pair": published.catalogue_pairs(municipality),
        "differs": list(DIFFERS),
        "service": list(published.catalogue_services(municipality)),
        "measure": list(MEASURES),
        "wheel_year": published.wheel_years(municipality),
        "provider": providers,
        **{name: economy[name] for name in ECONOMY[1:]},
    }


def is_unit(row: Row) -> bool:
    """Whether a row of organisations is a unit, else it is a department."""
    return bool(row["org_level"] == "unit")


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
    return replace(view, grain=grain, period=period)


def latest_whole(periods: tuple[Row, ...], grain: str) -> Period | None:
    """The newest period that is over; the newest of all where none is."""
    whole = [row for row in periods if not row["is_partial"]] or list(periods)
    return Period(whole[0]["period_start"], grain) if whole else None


def address(view: View, **changes: object) -> dict[str, str]:
    """The query parameters that lead to a view, changed where said."""
    shown = replace(view, **changes)  # type: ignore[arg-type]  # names are View's own fields
    written = {
        "lang": shown.language_code,
        "municipality": shown.municipality,
        "department": shown.department,
        "unit": shown.unit,
        "case_type": shown.case_type,
        "grain": shown.grain,
        "period": shown.period.code if shown.period else None,
        "section": shown.section,
        "register": shown.register,
        "part": shown.part,
        "subject": shown.subject,
        "step": shown.step,
        "goal": shown.goal,
        "audit_round": shown.audit_round,
        "initiative": shown.initiative,
        "survey_round": shown.survey_round,
        "target_group": shown.target_group,
        "pair": shown.pair,
        "differs": shown.differs,
        "service": shown.service,
        "measure": shown.measure,
        "wheel_year": shown.wheel_year,
        **{name: getattr(shown, name) for name in ECONOMY},
    }
    return {name: value for name, value in written.items() if value}


def link(page: str, view: View, **changes: object) -> str:
    """The address of a page with a view; the front page's own address is empty."""
    return f"./{page}?{urlencode(address(view, **changes))}"


def _known(code: str | None, codes: list[str]) -> str | None:
    return code if code in codes else None
