"""Equal and continuous: units like for like, one caseworker, and what an initiative did."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from html import escape

from dashboard import figures, goals
from dashboard.case_time import rows_of
from dashboard.drawing import Context, Drawn, count, n_header, subtitle
from dashboard.language import later
from dashboard.marks import curves as figures_curves
from dashboard.marks import lines as figures_lines
from dashboard.marks.spec import Program
from dashboard.marts import Row
from dashboard.reading.edition import MUNICIPAL
from dashboard.tables import NOTHING, Column, Kind, Table
from dashboard.theme import separators
from dashboard.view import is_unit
from dashboard.vocabulary import SIGNALS, signal_sign

_ABOVE = (SIGNALS["improvement"], later("Better than chance explains"))
_BELOW = (SIGNALS["concern"], later("Worse than chance explains"))
_FUNNEL = {
    "above_95": _ABOVE,
    "above_998": _ABOVE,
    "below_95": _BELOW,
    "below_998": _BELOW,
    "inside": (SIGNALS["common_cause"], later("Within what chance explains")),
    "too_few": (SIGNALS["too_few_points"], later("Too few cases")),
    "not_drawn": (SIGNALS["too_few_points"], later("Not compared")),
}
"""Sign and words of a unit's place in the funnel."""
_GROUPS = {"part": later("Taking part"), "others": later("Not taking part")}


def spread(context: Context, title: str) -> Drawn:
    """Units like for like: share kept, case mix adjusted, within limits of chance."""
    language, view = context.language, context.view
    _ = language.text
    decimals = 0 if context.public else 1
    found: list[Row] = []
    if view.period:
        found = sorted(
            rows_of(
                context,
                "mart_unit_spread",
                indicator_id="deadline_kept",
                department_code=view.department or "all",
                period_grain=view.period.grain,
                period_start=view.period.start,
            ),
            key=lambda row: row["n"] or 0,
        )
    shown = [row for row in found if row["is_drawn"] and row["adjusted_share"] is not None]
    places = [
        figures_curves.Place(
            name=escape(context.name("unit", row["org_code"])),
            n=row["n"],
            value=row["adjusted_share"],
            sign=_FUNNEL[row["funnel_signal"]][0],
            hover=f"<b>{escape(context.name('unit', row['org_code']))}</b><br>"
            f"{language.percent(row['adjusted_share'], decimals)}<br>"
            + _("{n} cases", n=count(row["n"], context)),
        )
        for row in shown
    ]
    # One point a number of cases: rounded numbers meet, and their limits with them.
    limited = {row["n"]: row for row in shown if row["low998"] is not None}
    limits = [
        figures_curves.Limit(
            words=words,
            dash=dash,
            n=tuple(limited),
            values=tuple(row[column] for row in limited.values()),
        )
        for column, words, dash in (
            ("low95", _("95% limit"), "dash"),
            ("high95", _("95% limit"), "dash"),
            ("low998", _("99.8% limit"), "dot"),
            ("high998", _("99.8% limit"), "dot"),
        )
        if limited
    ]
    centre = shown[0]["centre"] if shown else 0.0
    ends = [end for limit in limits for end in limit.values]
    said = _spread_words(context, found, shown)
    about = replace(view, case_type=None, unit=None)
    return Drawn(
        title=title,
        subtitle=subtitle(
            replace(context, view=about), [row["n"] for row in found], indicator="deadline_kept"
        )
        + f" · {_('adjusted for case types')}",
        summary=said,
        build=partial(figures.nothing, said)
        if not shown
        else partial(
            figures_curves.funnel,
            places,
            limits=limits,
            centre=(centre, _("All: {value}", value=language.percent(centre, decimals))),
            scale=figures.share_scale(
                lambda share: language.percent(share, 0),
                [*ends, *(place.value for place in places)],
                most=0.8,
            ),
            across=figures.days_scale(language.number, [float(place.n) for place in places]),
            across_words=n_header(context),
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Unit")),
                Column(_("Kept, like for like"), "share"),
                Column(_("Kept"), "share"),
                Column(_("Expected from its case types"), "share"),
                Column(_("95% limit, low"), "share"),
                Column(_("95% limit, high"), "share"),
                Column(_("99.8% limit, low"), "share"),
                Column(_("99.8% limit, high"), "share"),
                Column(_("Against chance")),
                Column(n_header(context), "count"),
            ),
            tuple(
                (
                    context.name("unit", row["org_code"]),
                    row["adjusted_share"],
                    row["value"],
                    row["expected_share"],
                    row["low95"],
                    row["high95"],
                    row["low998"],
                    row["high998"],
                    _(_FUNNEL[row["funnel_signal"]][1]),
                    row["n"],
                )
                for row in found
            ),
        ),
    )


def continuity(context: Context, title: str) -> Drawn:
    """Share of citizens' contacts with their main caseworker, by organisation."""
    language, view = context.language, context.view
    _ = language.text
    decimals = 0 if context.public else 1
    found = []
    if view.period:
        by_code = {
            (row["org_level"], row["org_code"]): row
            for row in rows_of(context, "mart_continuity", year_start_on=view.period.start)
        }
        codes = [("municipality", view.municipality)]
        for row in context.published.organisations(view.municipality):
            if not is_unit(row) and view.department in (None, row["code"]):
                codes.append(("department", row["code"]))
                codes += [
                    ("unit", unit["code"])
                    for unit in context.published.organisations(view.municipality)
                    if is_unit(unit) and unit["parent_code"] == row["code"]
                ]
        found = [by_code[code] for code in codes if code in by_code]
        found = [row for row in found if row["main_caseworker_share"] is not None]
    dots = [
        figures.Dot(
            label=f"<b>{name}</b>" if row["org_level"] != "unit" else name,
            sign=SIGNALS["common_cause"],
            texts=(
                language.percent(row["main_caseworker_share"], decimals),
                _number(context, row["caseworkers_mean"]),
                _number(context, row["handovers_per_case"]),
                count(row["n_citizens"], context),
            ),
            hover=f"<b>{name}</b><br>{language.percent(row['main_caseworker_share'], decimals)}",
            value=row["main_caseworker_share"],
        )
        for row in found
        for name in [escape(context.name(row["org_level"], row["org_code"]))]
    ]
    return Drawn(
        title=title,
        subtitle=subtitle(replace(context, view=replace(view, case_type=None, unit=None)), []),
        summary=_continuity_words(context, found),
        build=partial(
            figures.dots,
            dots,
            headers=(
                _("Main caseworker"),
                _("Caseworkers"),
                _("Handovers"),
                _("Citizens"),
            ),
            scale=figures.share_scale(
                lambda share: language.percent(share, 0), [dot.value for dot in dots]
            ),
            target_words=None,
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Department and unit")),
                Column(_("Contacts with the main caseworker"), "share"),
                Column(_("Citizens with one caseworker only"), "share"),
                Column(_("Caseworkers per citizen and year, mean"), "days"),
                Column(_("Caseworkers per citizen and year, median"), "days"),
                Column(_("Handovers per case"), "days"),
                Column(_("Citizens"), "count"),
                Column(_("Contacts"), "count"),
            ),
            tuple(
                (
                    context.name(row["org_level"], row["org_code"]),
                    row["main_caseworker_share"],
                    row["one_caseworker_share"],
                    row["caseworkers_mean"],
                    row["caseworkers_median"],
                    row["handovers_per_case"],
                    row["n_citizens"],
                    row["n_contacts"],
                )
                for row in found
            ),
        ),
    )


def initiative_months(context: Context, title: str) -> Drawn:
    """Months of the part an initiative covers, with limits drawn anew from its start."""
    language = context.language
    _ = language.text
    initiative = _initiative(context)
    unit = _unit(context, initiative)
    part = _effects(context, initiative).get("part")
    found = sorted(
        rows_of(
            context,
            "mart_initiative_months",
            initiative_id=initiative["initiative_id"],
            group_code="part",
        )
        if initiative
        else (),
        key=lambda row: row["period_start"],
    )
    found = [row for row in found if row["value"] is not None]
    first = next((row["period_start"] for row in found if row["is_after"]), None)
    points = [
        figures_lines.Point(
            start=row["period_start"],
            value=row["value"],
            sign=signal_sign(row["spc_signal"]) if row["spc_signal"] else SIGNALS["common_cause"],
            hover=f"<b>{language.period(row['period_start'], 'month')}</b><br>"
            + goals.value_words(language, unit, row["value"], public=context.public),
            note=_("The initiative begins") if row["period_start"] == first else None,
        )
        for row in found
    ]
    levels = []
    for is_after in (False, True):
        mine = [row for row in found if row["is_after"] == is_after]
        with_limits = next((row for row in mine if row["spc_mean"] is not None), None)
        if with_limits is None:
            continue
        span = (mine[0]["period_start"], mine[-1]["period_start"])
        # The line is the figure of the text: of all cases, not the mean of the months.
        value = part["value_after" if is_after else "value_before"] if part else None
        if value is not None:
            words = goals.value_words(language, unit, value, public=context.public)
            said = (
                _("After: {value}", value=words) if is_after else _("Before: {value}", value=words)
            )
            levels.append(figures_lines.Level(value, said, span=span))
        levels += [
            figures_lines.Level(with_limits[column], "", "dot", span=span)
            for column in ("spc_lower", "spc_upper")
            if with_limits[column] is not None
        ]
    said = _effect_words(context, initiative)
    few = context.none(_("The months have too few cases to be drawn."))
    kind: Kind = "share" if unit == "share" else "days"
    ends = [point.value for point in points] + [level.value for level in levels]
    return Drawn(
        title=title,
        subtitle=_initiative_where(context, initiative),
        summary=" ".join(dict.fromkeys([said, *([] if found else [few])])),
        build=partial(
            figures_lines.over_time,
            points,
            levels=levels,
            band=None,
            scale=_scale(context, unit, ends),
            period_words=lambda start: language.period(start, "month"),
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Month")),
                Column(_("Value"), kind),
                Column(_counted(context, initiative), "count"),
                Column(_("Average of the months"), kind),
                Column(_("Lower limit"), kind),
                Column(_("Upper limit"), kind),
            ),
            tuple(
                (
                    language.period(row["period_start"], "month"),
                    row["value"],
                    row["n"],
                    row["spc_mean"],
                    row["spc_lower"],
                    row["spc_upper"],
                )
                for row in reversed(found)
            ),
        ),
    )


def initiative_effect(context: Context, title: str) -> Drawn:
    """Before and after an initiative, for those it covers and for the rest."""
    language = context.language
    _ = language.text
    initiative = _initiative(context)
    unit = _unit(context, initiative)
    rows = _effects(context, initiative)
    dots, numbers = [], []
    for group, said in _GROUPS.items():
        row = rows.get(group)
        if row is None:
            continue
        for when, words in (("before", _("before")), ("after", _("after"))):
            name = f"{_(said)}, {words}"
            value = row[f"value_{when}"]
            low, high = row[f"ci_low_{when}"], row[f"ci_high_{when}"]
            dots.append(
                figures.Dot(
                    label=f"<b>{name}</b>" if group == "part" else name,
                    sign=SIGNALS["common_cause"],
                    texts=(
                        goals.value_words(language, unit, value, public=context.public),
                        count(row[f"n_{when}"], context),
                    ),
                    hover=name,
                    value=value,
                    low=low,
                    high=high,
                )
            )
            numbers.append((name, value, low, high, row[f"n_{when}"]))
    kind: Kind = "share" if unit == "share" else "days"
    return Drawn(
        title=title,
        subtitle=_initiative_where(context, initiative),
        summary=_effect_words(context, initiative),
        build=partial(
            figures.dots,
            dots,
            headers=(_("Value"), _counted(context, initiative)),
            scale=_scale(
                context, unit, [end for dot in dots for end in (dot.value, dot.low, dot.high)]
            ),
            target_words=None,
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Group")),
                Column(_("Value"), kind),
                Column(_("95% interval, low"), kind),
                Column(_("95% interval, high"), kind),
                Column(_counted(context, initiative), "count"),
            ),
            tuple(numbers),
        ),
    )


def _initiative(context: Context) -> Row | None:
    """The initiative in view, else the newest: for the quality goal in view, else for no goal."""
    view = context.view
    found = context.published.initiatives(view.municipality, view.goal)
    asked = (row for row in found if row["initiative_id"] == view.initiative)
    return next(asked, found[0] if found else None)


def _unit(context: Context, initiative: Row | None) -> str:
    return next(
        (
            str(row["unit"])
            for row in context.published.indicators()
            if initiative and row["indicator_id"] == initiative["indicator_id"]
        ),
        "share",
    )


def _counted(context: Context, initiative: Row | None) -> str:
    return n_header(context, initiative["indicator_id"] if initiative else None)


def _effects(context: Context, initiative: Row | None) -> dict[str, Row]:
    if initiative is None:
        return {}
    found = rows_of(context, "mart_initiative_effect", initiative_id=initiative["initiative_id"])
    return {str(row["group_code"]): row for row in found}


def _initiative_where(context: Context, initiative: Row | None) -> str:
    if initiative is None:
        return context.name("municipality", context.view.municipality)
    return " · ".join(
        [
            context.name("municipality", context.view.municipality),
            context.language.name(initiative),
            context.language.text("from {day}", day=context.language.day(initiative["starts_on"])),
        ]
    )


def _scale(context: Context, unit: str, ends: list[float | None]) -> figures.Scale:
    language = context.language
    if unit == "share":
        return figures.share_scale(lambda share: language.percent(share, 0), ends)
    return figures.days_scale(language.number, ends)


def _number(context: Context, value: float | None) -> str:
    return NOTHING if value is None else context.language.number(value, 1)


def _spread_words(context: Context, found: list[Row], shown: list[Row]) -> str:
    language, _ = context.language, context.language.text
    if not shown:
        return context.none(_("Fewer than three units with enough cases: no comparison is drawn."))
    decimals = 0 if context.public else 1
    outside = [
        _(
            "{unit} ({adjusted} like for like, {counted} as counted)",
            unit=context.name("unit", row["org_code"]),
            adjusted=language.percent(row["adjusted_share"], decimals),
            counted=language.percent(row["value"], decimals),
        )
        for row in shown
        if row["funnel_signal"].startswith(("above", "below"))
    ]
    said = [
        _("Outside what chance explains: {units}.", units=language.all_of(outside))
        if outside
        else _("No unit differs more than chance explains.")
    ]
    chance = found[0]["chance_share"]
    if chance is not None:
        said.append(
            _(
                "Chance explains {share} of the differences between {n} units.",
                share=language.percent(chance, 0),
                n=language.number(found[0]["n_units"]),
            )
        )
    return " ".join(said)


def _continuity_words(context: Context, found: list[Row]) -> str:
    language, _ = context.language, context.language.text
    if not found:
        return context.none(_("No contacts were counted in the year, or too few to show."))
    row = found[0]
    return _(
        "Citizens meet their main caseworker in {share} of their contacts, and {mean} caseworkers "
        "a year on average.",
        share=language.percent(row["main_caseworker_share"], 0),
        mean=_number(context, row["caseworkers_mean"]),
    )


def _effect_words(context: Context, initiative: Row | None) -> str:
    language, _ = context.language, context.language.text
    rows = _effects(context, initiative)
    part = rows.get("part")
    if initiative is None or part is None or part["value_after"] is None:
        return context.none(_("No initiative has been running long enough to see what it did."))
    unit = _unit(context, initiative)
    said = _(
        "{name}: from {before} to {after} where it runs.",
        name=language.name(initiative),
        before=goals.value_words(language, unit, part["value_before"], public=context.public),
        after=goals.value_words(language, unit, part["value_after"], public=context.public),
    )
    other = rows.get("others")
    if other and other["value_before"] is not None and other["value_after"] is not None:
        said += " " + _(
            "Elsewhere: from {before} to {after}.",
            before=goals.value_words(language, unit, other["value_before"], public=context.public),
            after=goals.value_words(language, unit, other["value_after"], public=context.public),
        )
    return said


CHARTS = (
    Program(
        "unit_spread",
        later("Units like for like: cases decided by their deadline"),
        spread,
        filters=("department", "period"),
        shortest="quarter",
    ),
    Program(
        "continuity",
        later("Contacts with the citizen's main caseworker"),
        continuity,
        filters=("department", "period"),
        shortest="year",
        edition=MUNICIPAL,
    ),
    Program(
        "initiative_months",
        later("What the initiative did, month by month"),
        initiative_months,
        filters=("initiative",),
    ),
    Program(
        "initiative_effect",
        later("Before and after the initiative"),
        initiative_effect,
        filters=("initiative",),
    ),
)
