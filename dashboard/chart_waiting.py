"""Waiting: stage by stage, and cases against what was estimated and what the year will come to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape

from dashboard import figures
from dashboard.case_time import cells_of, in_view, name_of, rows_of
from dashboard.drawing import Context, Drawn, count, n_header, subtitle
from dashboard.language import later
from dashboard.marks.spec import Program
from dashboard.marts import Row
from dashboard.reading.edition import MUNICIPAL
from dashboard.tables import NOTHING, Column, Table
from dashboard.theme import separators
from dashboard.vocabulary import SIGNALS

_STAGES = ("all", "intake", "investigation", "assessment", "decision")
_ESTIMATES = 12


def stages(context: Context, title: str) -> Drawn:
    """Days a case spends in each stage, and in all."""
    language = context.language
    _ = language.text
    by_stage = {
        row["stage"]: row for row in cells_of(context, "mart_waiting_stages", **in_view(context))
    }
    found = [by_stage[stage] for stage in _STAGES if stage in by_stage]
    found = [row for row in found if row["median_days"] is not None]
    dots = [
        figures.Dot(
            label=f"<b>{escape(_stage(context, row))}</b>"
            if row["stage"] == "all"
            else escape(_stage(context, row)),
            sign=SIGNALS["common_cause"],
            texts=(
                language.number(row["median_days"]),
                language.number(row["mean_days"]),
                count(row["n_cases"], context),
            ),
            hover=f"<b>{escape(_stage(context, row))}</b><br>"
            + _("{days} days", days=language.number(row["median_days"])),
            value=row["median_days"],
            low=row["q1_days"],
            high=row["q3_days"],
        )
        for row in found
    ]
    return Drawn(
        title=title,
        subtitle=subtitle(context, [row["n_cases"] for row in found[:1]]),
        summary=_stage_words(context, found),
        build=partial(
            figures.dots,
            dots,
            headers=(_("Median days"), _("Mean days"), n_header(context)),
            scale=figures.days_scale(
                language.number, [end for dot in dots for end in (dot.value, dot.high)]
            ),
            target_words=None,
            mark=later("Median"),
            interval=later("From the lower to the upper quartile"),
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Stage")),
                Column(_("Lower quartile, days"), "days"),
                Column(_("Median days"), "days"),
                Column(_("Upper quartile, days"), "days"),
                Column(_("Mean days"), "days"),
                Column(n_header(context), "count"),
            ),
            tuple(
                (
                    _stage(context, row),
                    row["q1_days"],
                    row["median_days"],
                    row["q3_days"],
                    row["mean_days"],
                    row["n_cases"],
                )
                for row in found
            ),
        ),
    )


def estimates(context: Context, title: str) -> Drawn:
    """Cases received against the estimate, by case type and year."""
    language, view = context.language, context.view
    _ = language.text
    found = rows_of(
        context,
        "mart_case_estimates",
        lambda row: bool(
            view.case_type in (None, row["case_type_code"])
            and view.period
            and row["year_start_on"] <= view.period.start
        ),
    )
    found = tuple(
        sorted(found, key=lambda row: (-row["year_start_on"].year, str(row["case_type_code"])))
    )[:_ESTIMATES]
    dots = []
    for row in found:
        name = escape(_estimate(context, row))
        dots.append(
            figures.Dot(
                label=name,
                sign=SIGNALS["common_cause"],
                texts=(
                    count(row["n_cases"], context),
                    language.number(row["estimate"]),
                    NOTHING if row["ratio"] is None else language.percent(row["ratio"], 0),
                ),
                hover=f"<b>{name}</b><br>{count(row['n_cases'], context)}",
                value=row["n_cases"],
                target=row["estimate"],
            )
        )
    return Drawn(
        title=title,
        subtitle=context.name(*view.org),
        summary=_estimate_words(context, found),
        build=partial(
            figures.dots,
            dots,
            headers=(n_header(context), _("Estimate"), _("Of the estimate")),
            scale=figures.days_scale(
                language.number, [end for dot in dots for end in (dot.value, dot.target)]
            ),
            target_words=_("Estimate"),
            mark=later("Cases received"),
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Case type and year")),
                Column(n_header(context), "count"),
                Column(_("Estimate"), "count"),
                Column(_("Of the estimate"), "share"),
                Column(_("Decided by")),
            ),
            tuple(
                (
                    _estimate(context, row),
                    row["n_cases"],
                    row["estimate"],
                    row["ratio"],
                    row["decided_by"],
                )
                for row in found
            ),
        ),
    )


def forecast(context: Context, title: str) -> Drawn:
    """Cases expected by the year's end, by case type, with how far the rule was off before."""
    language, view = context.language, context.view
    _ = language.text
    found = sorted(
        (
            row
            for row in rows_of(
                context,
                "mart_case_forecast",
                lambda row: view.case_type in (None, row["case_type_code"]),
            )
            if row["is_newest"] is not False  # A public edition has the newest month alone.
            and row["forecast_cases"] is not None
        ),
        key=lambda row: -int(row["forecast_cases"]),
    )
    dots = []
    for row in found:
        name, cases = (
            escape(context.name("case_type", row["case_type_code"])),
            row["forecast_cases"],
        )
        off = cases * (row["typical_error_share"] or 0)
        dots.append(
            figures.Dot(
                label=name,
                sign=SIGNALS["common_cause"],
                texts=(
                    count(row["n_so_far"], context),
                    count(cases, context),
                    _error(context, row),
                    NOTHING if row["estimate"] is None else language.number(row["estimate"]),
                ),
                hover=f"<b>{name}</b><br>{count(cases, context)}",
                value=cases,
                low=cases - off,
                high=cases + off,
                target=row["estimate"],
            )
        )
    return Drawn(
        title=title,
        subtitle=_known_on(context, found),
        summary=_forecast_words(context, found),
        build=partial(
            figures.dots,
            dots,
            headers=(_("So far"), _("Expected"), _("Typical error"), _("Estimate")),
            scale=figures.days_scale(
                language.number, [end for dot in dots for end in (dot.high, dot.target)]
            ),
            target_words=_("Estimate"),
            mark=later("Cases expected"),
            interval=later("Typical error in earlier years"),
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Case type")),
                Column(_("So far"), "count"),
                Column(_("Expected in the whole year"), "count"),
                Column(_("Typical error in earlier years"), "share"),
                Column(_("Earlier years tried"), "count"),
                Column(_("Estimate"), "count"),
            ),
            tuple(
                (
                    context.name("case_type", row["case_type_code"]),
                    row["n_so_far"],
                    row["forecast_cases"],
                    row["typical_error_share"],
                    row["n_years_tried"],
                    row["estimate"],
                )
                for row in found
            ),
        ),
    )


def _error(context: Context, row: Row) -> str:
    share = row["typical_error_share"]
    return NOTHING if share is None else f"± {context.language.percent(share, 0)}"


def _known_on(context: Context, found: list[Row]) -> str:
    place = context.name("municipality", context.view.municipality)
    if not found:
        return place
    said = context.language.text(
        "Told at the end of {month}",
        month=context.language.period(found[0]["known_on"].replace(day=1), "month"),
    )
    return f"{place} · {said}"


def _forecast_words(context: Context, found: list[Row]) -> str:
    language, _ = context.language, context.language.text
    if not found:
        return context.none(
            _("No whole year has been delivered that a year's end could be reckoned from.")
        )
    held = [row for row in found if row["estimate"]]
    over = [row for row in held if row["forecast_cases"] > row["estimate"]]
    said = _(
        "Cases so far, divided by the share that earlier years had received by then. Expected: "
        "{cases} cases of {case_type}.",
        cases=count(found[0]["forecast_cases"], context),
        case_type=context.name("case_type", found[0]["case_type_code"]),
    )
    if not held:
        return said
    return f"{said} " + language.plural(
        "{over} of {n} case type with an estimate is expected to exceed it.",
        "{over} of {n} case types with an estimate are expected to exceed it.",
        len(held),
        over=language.number(len(over)),
    )


def _stage(context: Context, row: Row) -> str:
    if row["stage"] == "all":
        return context.language.text("The whole case")
    return name_of(context, "stage", str(row["stage"]))


def _estimate(context: Context, row: Row) -> str:
    year = context.language.period(row["year_start_on"], "year")
    if row["is_partial"]:
        year = context.language.text("{period} (so far)", period=year)
    return f"{context.name('case_type', row['case_type_code'])}, {year}"


def _stage_words(context: Context, found: list[Row]) -> str:
    language, _ = context.language, context.language.text
    single = [row for row in found if row["stage"] != "all"]
    if not single:
        return context.none(_("No cases with events ended in the period."))
    longest = max(single, key=lambda row: float(row["median_days"]))
    return _(
        "The longest stage is “{stage}”: half of the cases spend more than {days} days in it.",
        stage=_stage(context, longest),
        days=language.number(longest["median_days"]),
    )


def _estimate_words(context: Context, found: Sequence[Row]) -> str:
    language, _ = context.language, context.language.text
    over = [row for row in found if row["ratio"] is not None and row["ratio"] > 1]
    if not found:
        return context.none(_("No estimates have been decided for what is chosen."))
    return language.plural(
        "{over} of {n} estimate was exceeded.",
        "{over} of {n} estimates were exceeded.",
        len(found),
        over=language.number(len(over)),
    )


CHARTS = (
    Program(
        "waiting_stages",
        later("Days a case spends in each stage"),
        stages,
        shortest="quarter",
        edition=MUNICIPAL,
    ),
    Program(
        "case_estimates",
        later("Cases received against the estimate"),
        estimates,
        filters=("case_type", "period"),
    ),
    Program(
        "case_forecast", later("Cases expected by the year's end"), forecast, filters=("case_type",)
    ),
)
