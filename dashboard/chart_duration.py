"""How long it takes, open cases counted: curves, medians by case type, and quarter by quarter."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from html import escape

from dashboard import figures
from dashboard.case_time import case_type_name, in_view, rows_of
from dashboard.drawing import Context, Drawn, count, n_header, subtitle
from dashboard.language import later
from dashboard.marks import curves as figures_curves
from dashboard.marks import lines as figures_lines
from dashboard.marks.spec import Program
from dashboard.marts import Row
from dashboard.tables import NOTHING, Column, Table
from dashboard.theme import separators
from dashboard.vocabulary import CURVES, SIGNALS

_CURVES = 5
_QUARTERS = 16
_TABLE_DAYS = 15


def curve(context: Context, title: str) -> Drawn:
    """Share not yet decided by days since receipt: by case type, or by year of one case type."""
    language, view = context.language, context.view
    _ = language.text
    lines = _curves(context)
    end = max(
        (row["day_no"] for _name, rows in lines for row in rows if row["open_share"] > 0.05),
        default=30,
    )
    drawn = []
    for i, (name, rows) in enumerate(lines):
        shown = [row for row in rows if row["day_no"] <= end]
        colour, dash = CURVES[i % len(CURVES)]
        drawn.append(
            figures_curves.Steps(
                words=f"<b>{escape(name)}</b>" if i == 0 else escape(name),
                days=(0, *(row["day_no"] for row in shown if row["day_no"])),
                shares=(1.0, *(row["open_share"] for row in shown if row["day_no"])),
                colour=colour,
                dash=dash,
                band=tuple(
                    (row["day_no"], row["ci_low"], row["ci_high"])
                    for row in shown
                    if row["ci_low"] is not None and row["ci_high"] is not None
                )
                if i == 0
                else (),
            )
        )
    deadline = _deadline(context)
    marks = []
    if deadline is not None:
        words = _("Deadline: {days} days", days=language.number(deadline))
        marks.append(figures_curves.Mark(deadline, f"<b>{words}</b>"))
    step = max(end // _TABLE_DAYS, 1)
    is_daily = not context.public
    own = next(iter(_medians(context, **in_view(context))), None)
    half = None
    if lines and own is not None and own["km_median_days"] is not None:
        half = figures_curves.Mark(
            own["km_median_days"],
            _("Half are decided within {days} days", days=_days(context, own["km_median_days"])),
        )
    return Drawn(
        title=title,
        subtitle=subtitle(context, [row["n"] for row in _medians(context, **in_view(context))]),
        summary=_median_words(context),
        build=partial(
            figures_curves.steps,
            drawn,
            marks=marks,
            scale=figures.Scale(
                0.0, 1.01, (0.0, 0.25, 0.5, 0.75, 1.0), lambda share: language.percent(share, 0)
            ),
            across=figures.days_scale(language.number, [float(end) / 1.1]),
            across_words=_("Days since receipt")
            if is_daily
            else _("Days since receipt, a point a week"),
            half=half,
            is_daily=is_daily,
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Year") if view.case_type else _("Case type")),
                Column(_("Days since receipt"), "count"),
                Column(_("Not decided"), "share"),
                Column(_("95% interval, low"), "share"),
                Column(_("95% interval, high"), "share"),
                *(() if context.public else (Column(_("Still followed"), "count"),)),
            ),
            tuple(
                (
                    name,
                    row["day_no"],
                    row["open_share"],
                    row["ci_low"],
                    row["ci_high"],
                    # How many were left would tell, beside the share, how many left undecided.
                    *(() if context.public else (row["n_at_risk"],)),
                )
                for name, rows in lines
                for row in _every(rows, step)
            ),
        ),
    )


def by_case_type(context: Context, title: str) -> Drawn:
    """Median with quartiles by case type, beside the median of the decided cases alone."""
    language = context.language
    _ = language.text
    found = [
        *_medians(context, breakdown="total"),
        *sorted(
            _medians(context, breakdown="case_type"), key=lambda row: -(row["km_median_days"] or 0)
        ),
    ]
    found = [row for row in found if row["n"]]
    dots = []
    for row in found:
        name = escape(case_type_name(context, row))
        is_bold = row["breakdown"] == "total" or row["breakdown_code"] == context.view.case_type
        dots.append(
            figures.Dot(
                label=f"<b>{name}</b>" if is_bold else name,
                sign=SIGNALS["common_cause"],
                texts=(
                    _days(context, row["km_median_days"]),
                    _days(context, row["closed_only_median_days"]),
                    NOTHING
                    if row["decided_by_deadline_share"] is None
                    else language.percent(row["decided_by_deadline_share"], 0),
                    count(row["n"], context),
                ),
                hover=f"<b>{name}</b><br>{_days(context, row['km_q1_days'])} – "
                f"{_days(context, row['km_median_days'])} – {_days(context, row['km_q3_days'])}",
                value=row["km_median_days"],
                low=row["km_q1_days"],
                high=row["km_q3_days"],
                target=row["deadline_days"],
            )
        )
    other = [
        *_medians(context, "complete", breakdown="total"),
        *_medians(context, "complete", breakdown="case_type"),
    ]
    clocks = {"received": _("From receipt"), "complete": _("From complete papers")}
    return Drawn(
        title=title,
        subtitle=subtitle(
            replace(context, view=replace(context.view, case_type=None)),
            [row["n"] for row in found[:1]],
        ),
        summary=_bias_words(context, found),
        build=partial(
            figures.dots,
            dots,
            headers=(
                _("Median days"),
                _("Decided alone"),
                _("By deadline"),
                n_header(context),
            ),
            scale=figures.days_scale(
                language.number,
                [end for dot in dots for end in (dot.value, dot.high, dot.target)],
            ),
            target_words=_("Deadline"),
            mark=later("Median"),
            interval=later("From the lower to the upper quartile"),
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Case type")),
                Column(_("Clock")),
                Column(n_header(context), "count"),
                Column(_("Still open"), "count"),
                Column(_("Lower quartile, days"), "days"),
                Column(_("Median days"), "days"),
                Column(_("95% interval, low"), "days"),
                Column(_("95% interval, high"), "days"),
                Column(_("Upper quartile, days"), "days"),
                Column(_("Median of decided cases alone"), "days"),
                Column(_("Its bias, days"), "days"),
                Column(_("Decided by the deadline"), "share"),
                Column(_("Withdrawn"), "share"),
                Column(_("Transferred"), "share"),
            ),
            tuple(
                (
                    case_type_name(context, row),
                    clocks[row["clock"]],
                    row["n"],
                    row["n_open"],
                    row["km_q1_days"],
                    row["km_median_days"],
                    row["km_median_low"],
                    row["km_median_high"],
                    row["km_q3_days"],
                    row["closed_only_median_days"],
                    row["closed_only_bias_days"],
                    row["decided_by_deadline_share"],
                    row["withdrawn_share"],
                    row["transferred_share"],
                )
                for row in [*found, *(row for row in other if row["n"])]
            ),
        ),
    )


def over_quarters(context: Context, title: str) -> Drawn:
    """Median days to decision by the quarter cases were received in."""
    language, view = context.language, context.view
    _ = language.text
    found = sorted(
        rows_of(
            context,
            "mart_time_to_decision",
            lambda row: bool(view.period and row["period_start"] <= view.period.start),
            clock="received",
            period_grain="quarter",
            **in_view(context),
        ),
        key=lambda row: row["period_start"],
    )
    found = [row for row in found if row["n"]][-_QUARTERS:]
    points = [
        figures_lines.Point(
            start=row["period_start"],
            value=row["km_median_days"],
            sign=SIGNALS["common_cause"],
            hover="<br>".join(
                [
                    f"<b>{language.period(row['period_start'], 'quarter')}</b>",
                    _("{days} days", days=_days(context, row["km_median_days"])),
                    _("{n} cases", n=count(row["n"], context)),
                ]
            ),
            low=row["km_median_low"],
            high=row["km_median_high"],
            note=_("Other than the quarter before") if row["is_different"] else None,
        )
        for row in found
    ]
    return Drawn(
        title=title,
        subtitle=subtitle(context, [row["n"] for row in found], months=3 * len(found)),
        summary=_quarter_words(context, found),
        build=partial(
            figures_lines.over_time,
            points,
            levels=[],
            band=None,
            scale=figures.days_scale(
                language.number,
                [end for point in points for end in (point.value, point.high)],
            ),
            period_words=lambda start: language.period(start, "quarter"),
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Received in")),
                Column(_("Median days"), "days"),
                Column(_("95% interval, low"), "days"),
                Column(_("95% interval, high"), "days"),
                Column(_("Median of decided cases alone"), "days"),
                Column(n_header(context), "count"),
                Column(_("Still open"), "count"),
            ),
            tuple(
                (
                    language.period(row["period_start"], "quarter"),
                    row["km_median_days"],
                    row["km_median_low"],
                    row["km_median_high"],
                    row["closed_only_median_days"],
                    row["n"],
                    row["n_open"],
                )
                for row in reversed(found)
            ),
        ),
    )


def _medians(context: Context, clock: str = "received", /, **asked: object) -> tuple[Row, ...]:
    period = context.view.period
    if period is None:
        return ()
    return rows_of(
        context,
        "mart_time_to_decision",
        clock=clock,
        period_grain=period.grain,
        period_start=period.start,
        **asked,
    )


def _curves(context: Context) -> list[tuple[str, list[Row]]]:
    """Curves by name: all cases and the largest case types, or the years of one case type."""
    view = context.view
    if view.period is None:
        return []
    asked: dict[str, object] = {"clock": "received", "period_grain": "year"}
    if view.case_type:
        asked |= in_view(context)
    else:
        asked["period_start"] = view.period.start
    found = sorted(
        rows_of(context, "mart_time_to_decision_curve", **asked), key=lambda row: int(row["day_no"])
    )
    lines: dict[object, list[Row]] = {}
    for row in found:
        if row["open_share"] is not None and row["period_start"] <= view.period.start:
            by = row["period_start"] if view.case_type else row["breakdown_code"]
            lines.setdefault(by, []).append(row)
    if view.case_type:
        years = sorted(lines, key=str, reverse=True)[:_CURVES]
        return [
            (context.language.period(lines[y][0]["period_start"], "year"), lines[y]) for y in years
        ]
    largest = sorted(_medians(context, breakdown="case_type"), key=lambda row: -(row["n"] or 0))
    codes = ["total", *(row["breakdown_code"] for row in largest)]
    return [
        (case_type_name(context, lines[code][0]), lines[code]) for code in codes if code in lines
    ][:_CURVES]


def _every(rows: list[Row], step: int) -> list[Row]:
    """The first row of every so many days: the table of a curve needs no row a day."""
    first: dict[int, Row] = {}
    for row in rows:
        first.setdefault(row["day_no"] // step, row)
    return list(first.values())


def _deadline(context: Context) -> int | None:
    if not context.view.case_type:
        return None
    return next((row["deadline_days"] for row in _medians(context, **in_view(context))), None)


def _days(context: Context, days: float | None) -> str:
    return NOTHING if days is None else context.language.number(days)


def _median_words(context: Context) -> str:
    language, _ = context.language, context.language.text
    row = next(iter(_medians(context, **in_view(context))), None)
    if row is None or row["km_median_days"] is None:
        return context.none(_("Half of the cases are not decided yet, or they are too few to say."))
    return _(
        "Half of the cases received in {period} were decided within {days} days, open cases "
        "counted.",
        period=language.period(row["period_start"], row["period_grain"], in_full=True),
        days=_days(context, row["km_median_days"]),
    )


def _bias_words(context: Context, found: list[Row]) -> str:
    _ = context.language.text
    said = [_("Dot: median. Line: from the lower to the upper quartile.")]
    total = next((row for row in found if row["breakdown"] == "total"), None)
    if total and (total["closed_only_bias_days"] or 0) < 0:
        said.append(
            _(
                "Decided cases alone would say {alone} days instead of {days}: cases that are "
                "still open are left out there, and they are the slow ones.",
                alone=_days(context, total["closed_only_median_days"]),
                days=_days(context, total["km_median_days"]),
            )
        )
    return " ".join(said)


def _quarter_words(context: Context, found: list[Row]) -> str:
    language, _ = context.language, context.language.text
    known = [row for row in found if row["km_median_days"] is not None]
    if not known:
        return context.none(_("No quarter has enough cases to show."))
    return _(
        "Received in {first}: {first_days} days. Received in {last}: {last_days} days.",
        first=language.period(known[0]["period_start"], "quarter"),
        first_days=_days(context, known[0]["km_median_days"]),
        last=language.period(known[-1]["period_start"], "quarter"),
        last_days=_days(context, known[-1]["km_median_days"]),
    )


CHARTS = (
    Program(
        "time_to_decision_curve",
        later("Cases not yet decided, by days since receipt"),
        curve,
        filters=("case_type", "period"),
        shortest="year",
    ),
    Program(
        "time_to_decision",
        later("Days from receipt to decision, open cases counted"),
        by_case_type,
        filters=("period",),
        bolds=("case_type",),
        shortest="year",
    ),
    Program(
        "time_to_decision_over_time",
        later("Days from receipt to decision, by quarter received"),
        over_quarters,
        filters=("case_type", "period"),
        shortest="quarter",
    ),
)
