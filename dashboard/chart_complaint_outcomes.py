"""What became of complaints: justified or not, reversed on appeal, answered when, and signals."""

from __future__ import annotations

from functools import partial
from html import escape

from dashboard import complaints, figures
from dashboard.case_time import case_type_name, cells_of, rows_of
from dashboard.complaints import CAVEAT, name_of, row_name, subtitle
from dashboard.drawing import Context, Drawn, count
from dashboard.language import Language, later
from dashboard.marks.spec import ALL_TYPES, Program
from dashboard.marts import Row
from dashboard.reading.edition import MUNICIPAL
from dashboard.tables import NOTHING, Column, Table
from dashboard.theme import separators
from dashboard.vocabulary import COMPLAINT_SIGNALS, SIGNALS, STATUSES
from dashboard.words import sources


def justified(context: Context, title: str) -> Drawn:
    """Share of judged points found wholly or partly justified, by area."""
    language = context.language
    _ = language.text
    found = [
        row
        for kind in ("total", "area")
        for row in complaints.in_order(context, "area", complaints.cells(context, kind))
        if row["n_points_assessed"]
    ]
    total = next((row for row in found if row["breakdown"] == "total"), None)
    said = context.none(_("Too few points were judged to show a share."))
    if total and total["justified_share"] is not None:
        said = _(
            "{share} of {n} judged points were wholly or partly justified.",
            share=language.percent(total["justified_share"], 0 if context.public else 1),
            n=count(total["n_points_assessed"], context),
        )
    return Drawn(
        title=title,
        subtitle=subtitle(context, total["n_complaints"] if total else None),
        summary=said,
        build=partial(
            figures.dots,
            [
                _share_dot(
                    context,
                    row_name(context, row, "area"),
                    (row["justified_share"], row["justified_low"], row["justified_high"]),
                    (row["n_points_justified"], row["n_points_assessed"]),
                    is_bold=row is total,
                )
                for row in found
            ],
            headers=(_("Share"), _("Justified"), _("Judged")),
            scale=_share_scale(language),
            target_words=None,
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Area")),
                Column(_("Share justified"), "share"),
                Column(_("95% interval, low"), "share"),
                Column(_("95% interval, high"), "share"),
                Column(_("Justified"), "count"),
                Column(_("Judged"), "count"),
                Column(_("Points"), "count"),
            ),
            tuple(
                (
                    row_name(context, row, "area"),
                    row["justified_share"],
                    row["justified_low"],
                    row["justified_high"],
                    row["n_points_justified"],
                    row["n_points_assessed"],
                    row["n_points"],
                )
                for row in found
            ),
        ),
    )


def reversals(context: Context, title: str) -> Drawn:
    """Omgørelsesprocent: changed, annulled or sent back, of what was decided on the merits."""
    language = context.language
    _ = language.text
    rows = [row for row in cells_of(context, "mart_complaint_reversals") if row["n_on_merits"]]
    found = sorted(
        rows, key=lambda row: (row["breakdown"] != "total", -row["n_on_merits"],
                               str(row["breakdown_code"]))
    )  # fmt: skip
    total = next((row for row in found if row["breakdown"] == "total"), None)
    said = context.none(
        _("The appeal board decided too few complaints in the period to show a rate.")
    )
    if total and total["reversal_share"] is not None:
        said = _(
            "The appeal board reversed {share} of {n} complaints it decided on the merits.",
            share=language.percent(total["reversal_share"], 0),
            n=count(total["n_on_merits"], context),
        )
    return Drawn(
        title=title,
        # Pictures carry the caveat too: they show no summary.
        subtitle=f"{subtitle(context, None)} · {_('tells of appealed decisions only')}",
        summary=f"{said} {_(CAVEAT)}",
        build=partial(
            figures.dots,
            [
                _share_dot(
                    context,
                    _reversal_name(context, row),
                    (row["reversal_share"], row["reversal_low"], row["reversal_high"]),
                    (row["n_reversed"], row["n_on_merits"]),
                    is_bold=row is total,
                    decimals=0,
                )
                for row in found
            ],
            headers=(_("Reversed"), _("Number"), _("On the merits")),
            scale=_share_scale(language),
            target_words=None,
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Case type")),
                Column(_("Reversal rate"), "share"),
                Column(_("95% interval, low"), "share"),
                Column(_("95% interval, high"), "share"),
                Column(_("Changed or annulled"), "count"),
                Column(_("Sent back"), "count"),
                Column(_("Reversed, number"), "count"),
                Column(_("Upheld"), "count"),
                Column(_("On the merits"), "count"),
                Column(_("Dismissed"), "count"),
                Column(_("Sent on"), "count"),
            ),
            tuple(
                (
                    _reversal_name(context, row),
                    row["reversal_share"],
                    row["reversal_low"],
                    row["reversal_high"],
                    row["n_changed"],
                    row["n_remitted"],
                    row["n_reversed"],
                    row["n_upheld"],
                    row["n_on_merits"],
                    row["n_dismissed"],
                    row["n_referred"],
                )
                for row in found
            ),
        ),
    )


def answer_days(context: Context, title: str) -> Drawn:
    """Median days from receipt to answer, by channel, of what was answered in the period."""
    language = context.language
    _ = language.text
    found = [
        row
        for kind in ("total", "channel")
        for row in complaints.in_order(context, "channel", complaints.cells(context, kind))
        if row["n_answered"]
    ]
    total = next((row for row in found if row["breakdown"] == "total"), None)
    said = context.none(
        _("Too few complaints were answered in the period to show how long it took.")
    )
    if total and total["answer_days_median"] is not None:
        said = _(
            "Half of {n} answered complaints were answered within {days} days.",
            n=count(total["n_answered"], context),
            days=language.number(total["answer_days_median"]),
        )
    return Drawn(
        title=title,
        subtitle=subtitle(context, None),
        summary=said,
        build=partial(
            figures.dots,
            dots := [_days_dot(context, row, is_bold=row is total) for row in found],
            headers=(_("Median days"), _("Answered")),
            scale=figures.days_scale(language.number, [dot.value for dot in dots]),
            target_words=None,
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Received by")),
                Column(_("Median days"), "days"),
                Column(_("Answered"), "count"),
            ),
            tuple(
                (
                    row_name(context, row, "channel"),
                    row["answer_days_median"],
                    row["n_answered"],
                )
                for row in found
            ),
        ),
    )


def signals(context: Context, title: str) -> Drawn:
    """Topics that stand out in a unit: new, or more points than chance explains."""
    language = context.language
    _ = language.text
    found = _signals(context)
    said = context.none(_("No topic stands out."))
    if found:
        name, points = _signal_name(context, found[0]), count(found[0]["n_points"], context)
        said = (
            _("{name}: {points} points, none in any quarter before.", name=name, points=points)
            if found[0]["complaint_signal"] == "new"
            else _(
                "{name}: {points} points, {average} on average.",
                name=name,
                points=points,
                average=language.number(found[0]["spc_mean"] or 0.0, 0 if context.public else 1),
            )
        )
    dots = [
        figures.Dot(
            label=escape(_signal_name(context, row)),
            sign=COMPLAINT_SIGNALS[row["complaint_signal"]],
            texts=(
                _(COMPLAINT_SIGNALS[row["complaint_signal"]].word),
                count(row["n_points"], context),
                NOTHING if row["spc_mean"] is None else language.number(row["spc_mean"], 1),
                NOTHING if row["spc_upper"] is None else language.number(row["spc_upper"], 1),
            ),
            hover=f"<b>{escape(_signal_name(context, row))}</b><br>"
            + _(COMPLAINT_SIGNALS[row["complaint_signal"]].meaning),
            value=row["n_points"],
            target=row["spc_upper"],
        )
        for row in found
    ]
    return Drawn(
        title=title,
        subtitle=subtitle(context, None),
        summary=said,
        build=partial(
            figures.dots,
            dots,
            headers=(_("Signal"), _("Points"), _("Average"), _("Limit")),
            scale=figures.days_scale(
                language.number, [end for dot in dots for end in (dot.value, dot.target)]
            ),
            target_words=_("Limit"),
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Topic and unit")),
                Column(_("Quarter")),
                Column(_("Signal")),
                Column(_("Points"), "count"),
                Column(_("Complaints"), "count"),
                Column(_("Average"), "days"),
                Column(_("Upper limit"), "days"),
            ),
            tuple(
                (
                    _signal_name(context, row),
                    language.period(row["period_start"], "quarter"),
                    _(COMPLAINT_SIGNALS[row["complaint_signal"]].word),
                    row["n_points"],
                    row["n_complaints"],
                    row["spc_mean"],
                    row["spc_upper"],
                )
                for row in found
            ),
        ),
    )


def _signals(context: Context) -> list[Row]:
    """The signals of units in view, in the quarters of the period; of the whole in public."""
    period = context.view.period
    if period is None:
        return []
    level = "municipality" if context.public else "unit"
    places = {code for kind, code, _name in complaints.organisations(context) if kind == level}

    def is_in_view(row: Row) -> bool:
        return (
            row["topic_code"] != "all"
            and row["org_code"] in places
            and (
                row["period_start"] == period.start
                if period.grain == "quarter"
                else row["period_start"].year == period.start.year
            )
        )

    rows = rows_of(context, "mart_complaint_signals", is_in_view, org_level=level)
    found = [row for row in rows if row["complaint_signal"]]
    return sorted(found, key=lambda row: (-row["n_points"], row["period_start"], row["topic_code"]))


def _signal_name(context: Context, row: Row) -> str:
    topic = name_of(context, "topic", str(row["topic_code"]))
    return f"{topic}, {context.name(row['org_level'], row['org_code'])}"


def _reversal_name(context: Context, row: Row) -> str:
    if row["breakdown"] == "total":
        return context.language.text("All case types")
    if row["breakdown_code"] == "-":
        return context.language.text("Not stated")
    return case_type_name(context, row)


def _share_dot(
    context: Context,
    name: str,
    share: tuple[float | None, float | None, float | None],
    counts: tuple[int | None, int | None],
    *,
    is_bold: bool,
    decimals: int | None = None,
) -> figures.Dot:
    """A share with its interval, and the numbers it is of."""
    language = context.language
    value, low, high = share
    if decimals is None:
        decimals = 0 if context.public else 1
    said = NOTHING if value is None else language.percent(value, decimals)
    return figures.Dot(
        label=f"<b>{escape(name)}</b>" if is_bold else escape(name),
        sign=STATUSES["too_few"] if value is None else SIGNALS["common_cause"],
        texts=(said, count(counts[0], context), count(counts[1], context)),
        hover=f"<b>{escape(name)}</b><br>{said}",
        value=value,
        low=low,
        high=high,
    )


def _days_dot(context: Context, row: Row, *, is_bold: bool) -> figures.Dot:
    language = context.language
    name = escape(row_name(context, row, "channel"))
    days = row["answer_days_median"]
    said = NOTHING if days is None else language.number(days)
    return figures.Dot(
        label=f"<b>{name}</b>" if is_bold else name,
        sign=STATUSES["too_few"] if days is None else SIGNALS["common_cause"],
        texts=(said, count(row["n_answered"], context)),
        hover=f"<b>{name}</b><br>{said}",
        value=days,
    )


def _share_scale(language: Language) -> figures.Scale:
    return figures.share_scale(lambda share: language.percent(share, 0), [0.0], most=0.0)


CHARTS = (
    Program(
        "complaint_signals",
        later("Signals: topics that stand out in a unit"),
        signals,
        filters=ALL_TYPES,
        shortest="quarter",
        source=sources.COMPLAINTS,
        edition=MUNICIPAL,
    ),
    Program(
        "complaint_justified",
        later("Points found wholly or partly justified, by main area"),
        justified,
        filters=ALL_TYPES,
        shortest="quarter",
        source=sources.COMPLAINTS,
        edition=MUNICIPAL,
    ),
    Program(
        "complaint_reversals",
        later("Reversed by the appeal board, by case type"),
        reversals,
        filters=ALL_TYPES,
        shortest="quarter",
        source=sources.COMPLAINTS,
        edition=MUNICIPAL,
    ),
    Program(
        "complaint_answer_days",
        later("Days to the answer, by who received the complaint"),
        answer_days,
        filters=ALL_TYPES,
        shortest="quarter",
        source=sources.COMPLAINTS,
        edition=MUNICIPAL,
    ),
)
