"""Complaints counted: over time, by channel, by area, by topic and by unit."""

from __future__ import annotations

from datetime import date
from functools import partial
from html import escape

from dashboard import complaints, figures
from dashboard.case_time import rows_of
from dashboard.chart_lines import last_day
from dashboard.complaints import NO_COMPLAINTS, rate, row_name, subtitle
from dashboard.drawing import Context, Drawn, count
from dashboard.language import later
from dashboard.marks import lines as figures_lines
from dashboard.marks.bars import Bar, Piece, bars
from dashboard.marks.spec import ALL_TYPES, Program
from dashboard.marts import Row
from dashboard.reading.edition import MUNICIPAL
from dashboard.tables import NOTHING, Column, Table
from dashboard.theme import separators
from dashboard.vocabulary import COMPLAINTS, JUDGED, SIGNALS, Sign, signal_sign, signal_words
from dashboard.words import sources

_QUARTERS = 24
_TOPICS = 12


def over_time(context: Context, title: str) -> Drawn:
    """Points received quarter by quarter, with limits, and the complaints they are of."""
    language, view = context.language, context.view
    _ = language.text
    level, code = view.org
    until = last_day(view)
    rows = rows_of(
        context,
        "mart_complaint_signals",
        lambda row: until is None or row["period_start"] <= until,
        org_level=level,
        org_code=code,
        topic_code="all",
    )
    found = sorted(rows, key=lambda row: row["period_start"])[-_QUARTERS:]
    points = [
        figures_lines.Point(
            start=row["period_start"],
            value=row["n_points"],
            sign=_sign(row),
            hover=f"<b>{_quarter(context, row)}</b><br>"
            + _(
                "{points} points in {complaints} complaints",
                points=count(row["n_points"], context),
                complaints=count(row["n_complaints"], context),
            ),
            is_partial=bool(row["is_partial"]),
            note=note,
        )
        for row, note in zip(found, _notes(context, found), strict=True)
    ]
    levels, band = _levels(context, found)
    return Drawn(
        title=title,
        subtitle=subtitle(
            context, sum(row["n_complaints"] or 0 for row in found), quarters=len(found)
        ),
        summary=_time_words(context, found),
        build=partial(
            figures_lines.over_time,
            _with_gaps(points),
            levels=levels,
            band=band,
            scale=figures.days_scale(
                language.number, [*(p.value for p in points), *(level.value for level in levels)]
            ),
            period_words=lambda start: language.period(start, "quarter"),
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Quarter")),
                Column(_("Complaints"), "count"),
                Column(_("Points"), "count"),
                Column(_("Average"), "days"),
                Column(_("Lower limit"), "days"),
                Column(_("Upper limit"), "days"),
                Column(_("Signal")),
            ),
            tuple(
                (
                    _quarter(context, row),
                    row["n_complaints"],
                    row["n_points"],
                    row["spc_mean"],
                    row["spc_lower"],
                    row["spc_upper"],
                    _signal(context, row),
                )
                for row in reversed(found)
            ),
        ),
    )


def by_channel(context: Context, title: str) -> Drawn:
    """Complaints by who received them, against the same period of the year before."""
    return _counted(context, title, "channel", context.language.text("Received by"))


def by_area(context: Context, title: str) -> Drawn:
    """Complaints by main area; one with points of two areas counts in both."""
    return _counted(context, title, "area", context.language.text("Area"))


def by_topic(context: Context, title: str) -> Drawn:
    """Points by topic and how they were judged; the topics with most points."""
    language = context.language
    _ = language.text
    # The public edition tells how many points were judged, not how many there are.
    found = sorted(
        (row for row in complaints.cells(context, "topic") if row["n_complaints"]),
        key=lambda row: (-(row["n_points"] or row["n_points_assessed"]), row["breakdown_code"]),
    )
    drawn = []
    for row in found[:_TOPICS]:
        name = escape(row_name(context, row, "topic"))
        judged = row["n_points_assessed"]
        sizes = {
            "justified": row["n_points_justified"],
            "unjustified": judged - row["n_points_justified"],
            "not_judged": (row["n_points"] or judged) - judged,
        }
        drawn.append(
            Bar(
                label=name,
                pieces=tuple(
                    Piece(
                        look=JUDGED[code],
                        size=size,
                        label=language.number(size),
                        hover=f"{name}<br>{_(JUDGED[code].word)}: {language.number(size)}",
                    )
                    for code, size in sizes.items()
                    if size
                ),
                texts=(count(judged, context), count(row["n_complaints"], context)),
            )
        )
    said = context.none(_(NO_COMPLAINTS))
    if found:
        said = _(
            "Most points are about “{topic}”, in {complaints} complaints.",
            topic=row_name(context, found[0], "topic"),
            complaints=count(found[0]["n_complaints"], context),
        )
    return Drawn(
        title=title,
        subtitle=subtitle(context, _received(context)),
        summary=said,
        build=partial(
            bars,
            drawn,
            looks=[(look, _(look.word)) for look in JUDGED.values()],
            headers=(_("Judged"), _("Complaints")),
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Topic")),
                Column(_("Points"), "count"),
                Column(_("Complaints"), "count"),
                Column(_("Judged"), "count"),
                Column(_("Wholly or partly justified"), "count"),
                Column(_("Share justified"), "share"),
            ),
            tuple(
                (
                    row_name(context, row, "topic"),
                    row["n_points"],
                    row["n_complaints"],
                    row["n_points_assessed"],
                    row["n_points_justified"],
                    row["justified_share"],
                )
                for row in found
            ),
        ),
    )


def by_unit(context: Context, title: str) -> Drawn:
    """Complaints per 1,000 decisions, by department and unit."""
    language = context.language
    _ = language.text
    found = complaints.by_organisation(context)
    dots = [
        figures.Dot(
            label=f"<b>{escape(name)}</b>" if i == 0 else escape(name),
            sign=SIGNALS["common_cause"],
            texts=(
                rate(language, row["per_1000_decisions"], context) or NOTHING,
                count(row["n_complaints"], context),
                *([] if context.public else [count(row["n_decisions"], context)]),
            ),
            hover=f"<b>{escape(name)}</b><br>"
            + _("{n} complaints", n=count(row["n_complaints"], context)),
            value=row["per_1000_decisions"],
            low=row["per_1000_low"],
            high=row["per_1000_high"],
        )
        for i, (name, row) in enumerate(found)
    ]
    said = context.none(_(NO_COMPLAINTS))
    if found and found[0][1]["per_1000_decisions"] is None:
        said = _("{n} complaints were received.", n=count(found[0][1]["n_complaints"], context))
    elif found:
        said = _(
            "{rate} complaints were received for every 1,000 decisions.",
            rate=rate(language, found[0][1]["per_1000_decisions"], context),
        )
    return Drawn(
        title=title,
        subtitle=subtitle(context, _received(context)),
        summary=said,
        build=partial(
            figures.dots,
            dots,
            # Decisions and the rate together would tell the complaints behind the rounding.
            headers=(
                _("Per 1,000"),
                _("Complaints"),
                *([] if context.public else [_("Decisions")]),
            ),
            scale=figures.days_scale(
                language.number, [end for dot in dots for end in (dot.value, dot.high)]
            ),
            target_words=None,
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Organisation")),
                Column(_("Complaints"), "count"),
                Column(_("Points"), "count"),
                Column(_("Decisions"), "count"),
                Column(_("Complaints per 1,000 decisions"), "days"),
                Column(_("95% interval, low"), "days"),
                Column(_("95% interval, high"), "days"),
                Column(_("Repeat complaints"), "count"),
                Column(_("Not answered yet"), "count"),
            ),
            tuple(
                (
                    name,
                    row["n_complaints"],
                    row["n_points"],
                    row["n_decisions"],
                    row["per_1000_decisions"],
                    row["per_1000_low"],
                    row["per_1000_high"],
                    row["n_repeats"],
                    row["n_unanswered"],
                )
                for name, row in found
            ),
        ),
    )


def _counted(context: Context, title: str, breakdown: str, heading: str) -> Drawn:
    language = context.language
    _ = language.text
    found = complaints.report(context, breakdown)
    total = next((row for row in found if row["breakdown"] == "total"), None)
    drawn = []
    for row in found:
        name = escape(row_name(context, row, breakdown))
        is_all = row["breakdown"] == "total"
        n = row["n_complaints"] or 0
        piece = Piece(
            look=COMPLAINTS,
            size=n,
            label=language.number(n),
            hover=f"{name}<br>" + _("{n} complaints", n=language.number(n)),
        )
        # The sum of all would dwarf every part: it stands in numbers.
        drawn.append(
            Bar(
                label=f"<b>{name}</b>" if is_all else name,
                pieces=(piece,) if n and not is_all else (),
                texts=(
                    count(row["n_complaints"], context),
                    count(row["n_complaints_before"], context),
                    count(row["n_points"], context),
                ),
            )
        )
    parts = [row for row in found if row["breakdown"] != "total" and row["n_complaints"]]
    said = context.none(_(NO_COMPLAINTS))
    if total:
        said = _(
            "{n} complaints were received, {before} in the same period of the year before.",
            n=count(total["n_complaints"], context),
            before=count(total["n_complaints_before"], context),
        )
    if parts:
        most = max(parts, key=lambda row: int(row["n_complaints"]))
        said += " " + _(
            "The largest group is “{name}”: {most}.",
            name=row_name(context, most, breakdown),
            most=count(most["n_complaints"], context),
        )
    return Drawn(
        title=title,
        subtitle=subtitle(context, total["n_complaints"] if total else None),
        summary=said,
        build=partial(
            bars,
            drawn,
            looks=[(COMPLAINTS, _(COMPLAINTS.word))],
            headers=(_("Complaints"), _("The year before"), _("Points")),
        ),
        separators=separators(language),
        table=Table(
            (
                Column(heading),
                Column(_("Complaints"), "count"),
                Column(_("Complaints, the year before"), "count"),
                Column(_("Points"), "count"),
                Column(_("Points, the year before"), "count"),
                Column(_("Complaints per 1,000 decisions"), "days"),
                Column(_("The year before"), "days"),
            ),
            tuple(
                (
                    row_name(context, row, breakdown),
                    row["n_complaints"],
                    row["n_complaints_before"],
                    row["n_points"],
                    row["n_points_before"],
                    row["per_1000_decisions"],
                    row["per_1000_decisions_before"],
                )
                for row in found
            ),
        ),
    )


def _received(context: Context) -> int | None:
    found = complaints.cells(context, "total")
    return found[0]["n_complaints"] if found else None


def _with_gaps(points: list[figures_lines.Point]) -> list[figures_lines.Point]:
    """The points, and one of no value for each quarter that is hidden: no line may cross it."""
    known = {point.start: point for point in points}
    if not known:
        return points
    day, last = min(known), max(known)
    filled = []
    while day <= last:
        filled.append(
            known.get(day)
            or figures_lines.Point(
                start=day, value=None, sign=SIGNALS["too_few_points"], hover=NOTHING
            )
        )
        day = date(day.year + day.month // 10, (day.month + 2) % 12 + 1, 1)
    return filled


def _quarter(context: Context, row: Row) -> str:
    language = context.language
    words = language.period(row["period_start"], "quarter")
    return language.text("{period} (so far)", period=words) if row["is_partial"] else words


def _sign(row: Row) -> Sign:
    """Few quarters have no limits: then a quarter is a plain point."""
    if row["spc_signal"] in (None, "too_few_points"):
        return SIGNALS["common_cause"]
    return signal_sign(row["spc_signal"])


def _signal(context: Context, row: Row) -> str:
    if row["spc_signal"] == "too_few_points":
        return context.language.text("Too few quarters")
    if row["spc_signal"] is None:
        return ""
    return signal_words(context.language, row["spc_signal"], row["spc_rule"])


def _notes(context: Context, found: list[Row]) -> list[str | None]:
    """Words where a run of one signal begins; the last three runs."""
    notes: dict[date, str] = {}
    before = None
    for row in found:
        if row["spc_signal"] != before and row["spc_signal"] in ("concern", "improvement"):
            notes[row["period_start"]] = _signal(context, row)
        before = row["spc_signal"]
    kept = dict(list(notes.items())[-3:])
    return [kept.get(row["period_start"]) for row in found]


def _levels(
    context: Context, found: list[Row]
) -> tuple[list[figures_lines.Level], tuple[float, float] | None]:
    language, _ = context.language, context.language.text
    limits = next((row for row in reversed(found) if row["spc_mean"] is not None), None)
    if limits is None:
        return [], None
    decimals = 0 if context.public else 1
    low, high = max(limits["spc_lower"], 0.0), limits["spc_upper"]
    levels = [
        figures_lines.Level(
            limits["spc_mean"],
            _("Average {value}", value=language.number(limits["spc_mean"], decimals)),
        ),
        *(
            figures_lines.Level(
                value, _("Limit {value}", value=language.number(value, decimals)), "dot"
            )
            for value in (low, high)
        ),
    ]
    return levels, (low, high)


def _time_words(context: Context, found: list[Row]) -> str:
    language, _ = context.language, context.language.text
    whole = [row for row in found if not row["is_partial"]]
    if not whole:
        return context.none(_(NO_COMPLAINTS))
    last = whole[-1]
    said = _(
        "{quarter}: {points} points in {complaints} complaints.",
        quarter=language.period(last["period_start"], "quarter"),
        points=count(last["n_points"], context),
        complaints=count(last["n_complaints"], context),
    )
    if last["spc_signal"] in ("concern", "improvement"):
        return f"{said} {_signal(context, last)}."
    return said


CHARTS = (
    Program(
        "complaints_over_time",
        later("Complaint points received, quarter by quarter"),
        over_time,
        filters=ALL_TYPES,
        shortest="quarter",
        source=sources.COMPLAINTS,
        edition=MUNICIPAL,
    ),
    Program(
        "complaints_by_channel",
        later("Complaints by who received them"),
        by_channel,
        filters=ALL_TYPES,
        shortest="quarter",
        source=sources.COMPLAINTS,
        edition=MUNICIPAL,
    ),
    Program(
        "complaints_by_area",
        later("Complaints by main area"),
        by_area,
        filters=ALL_TYPES,
        shortest="quarter",
        source=sources.COMPLAINTS,
        edition=MUNICIPAL,
    ),
    Program(
        "complaints_by_topic",
        later("Complaint points by topic"),
        by_topic,
        filters=ALL_TYPES,
        shortest="quarter",
        source=sources.COMPLAINTS,
        edition=MUNICIPAL,
    ),
    Program(
        "complaints_by_unit",
        later("Complaints per 1,000 decisions, by department and unit"),
        by_unit,
        filters=ALL_TYPES,
        shortest="quarter",
        source=sources.COMPLAINTS,
        edition=MUNICIPAL,
    ),
)
