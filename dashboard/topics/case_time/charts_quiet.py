"""Where the time goes: parts of case time, causes and steps of quiet, and what halving it gives."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter

from dashboard.marks.axes import shares
from dashboard.marks.bars import Bars, parts
from dashboard.marks.columns import Col, Row, Rows, case_type_name, only_beside, phrase
from dashboard.marks.dots import Dots
from dashboard.marks.spec import Chart
from dashboard.reading.context import Context, n_header, subtitle
from dashboard.reading.edition import MUNICIPAL, MUNICIPAL_YEARS
from dashboard.reading.read import cell, cell_of_case_type, mart, read
from dashboard.topics.case_time.rows import days_words, in_view, name_of, stages, step_name
from dashboard.words.language import later
from dashboard.words.tables import NOTHING
from dashboard.words.vocabulary import CAUSE_SOURCES, PARTS, SIGNALS

_NO_CASES = later("No cases with events ended in the period.")
_TIME = "mart_case_time_parts"


def _time_spent(context: Context) -> Rows:
    """Parts of the whole case; then of each stage of the case type in view, else of each type."""
    asked = cell(context)
    if asked is None:
        return ()
    parts_in_order, stages_in_order = list(PARTS), stages(context)
    of_view = {**asked, **in_view(context)}
    whole = read(context, _TIME, {**of_view, "stage": "all"})
    quiet: dict[str, float] = {}
    if context.view.case_type:
        rows = [row for row in read(context, _TIME, of_view) if row["stage"] in stages_in_order]
    else:
        rows = list(read(context, _TIME, {**asked, "breakdown": "case_type", "stage": "all"}))
        quiet = {r["breakdown_code"]: r["time_share"] or 0.0 for r in rows if r["part"] == "quiet"}

    def place(row: Row) -> tuple[object, ...]:
        code, stage = row["breakdown_code"], row["stage"]
        nth = -quiet.get(code, 0.0) if stage == "all" else stages_in_order.index(stage)
        group = (nth, code)
        return (*group, parts_in_order.index(row["part"]))

    return [*sorted(whole, key=place), *sorted(rows, key=place)]


def _is_whole(context: Context, row: Row) -> bool:
    breakdown = (row["breakdown"], row["breakdown_code"])
    return bool(row["stage"] == "all" and breakdown == context.view.breakdown)


def _group(context: Context, row: Row) -> str:
    if _is_whole(context, row):
        return context.language.text("The whole case")
    if row["stage"] != "all":
        return name_of(context, "stage", row["stage"])
    return case_type_name(context, row)


def _heading(context: Context) -> str:
    _ = context.language.text
    return _("Stage") if context.view.case_type else _("Case type")


def _part(context: Context, row: Row) -> str:
    return context.codes.of(PARTS[row["part"]])


def _percent(context: Context, share: float | None) -> str:
    return context.language.percent(share or 0.0, 0)


def _by_group(context: Context, rows: Rows) -> Rows:
    """A row for each group: the share of each part, and the quiet days of a case."""
    found = []
    for _key, of_group in groupby(rows, itemgetter("stage", "breakdown", "breakdown_code")):
        by_part = {row["part"]: row for row in of_group}
        first, quiet = next(iter(by_part.values())), by_part.get("quiet")
        shares_of_parts = {part: row["time_share"] or 0.0 for part, row in by_part.items()}
        days = quiet and (quiet["mean_days"] or 0.0)
        found.append({**first, "quiet_days": days, **dict.fromkeys(PARTS, 0.0), **shares_of_parts})
    return found


def _is_part_hidden(context: Context) -> bool:
    return bool(context.public and context.reading.n_hidden)


def _quiet_days(context: Context, row: Row) -> str:
    if row["quiet_days"] is None:
        return NOTHING if _is_part_hidden(context) else context.language.number(0)
    return context.language.number(row["quiet_days"], 0 if context.public else 1)


def _parts_of_all(context: Context, rows: Rows) -> str:
    whole = [row for row in rows if _is_whole(context, row)]
    if not whole:
        return context.none(phrase(context, _NO_CASES))
    if _is_part_hidden(context) and len(whole) < len(PARTS):
        shown = [f"{_part(context, row)} {_percent(context, row['time_share'])}" for row in whole]
        return phrase(
            context,
            "Of the time from receipt to decision: {shown}. The rest is hidden, or none.",
            shown=context.language.all_of(shown),
        )
    return phrase(
        context,
        "Of the time from receipt to decision, {quiet:share.0} was quiet, "
        "{waiting_citizen:share.0} waited for the citizen, {waiting_third_party:share.0} for a "
        "third party, and {busy:share.0} was busy.",
        _by_group(context, whole)[0],
    )


def _under_parts(context: Context, rows: Rows) -> str:
    return subtitle(context, [row["n_cases"] for row in rows[:1] if _is_whole(context, row)])


def _cause(context: Context, row: Row) -> str:
    if row["cause_code"] == "all":
        return context.language.text("All causes")
    return name_of(context, "cause", str(row["cause_code"]))


def _is_unexplained(row: Row) -> bool:
    return bool(row["cause_code"] == "unexplained")


def _most_days(context: Context, rows: Rows) -> str:
    if not rows:
        return context.none(phrase(context, "No quiet periods were found in the period."))
    said = [
        phrase(
            context,
            "Most quiet days are lost to “{cause}”: {quiet_share:share.0}.",
            row,
            cause=_cause(context, row),
        )
        for row in [row for row in rows if not _is_unexplained(row)][:1]
    ]
    said += [
        phrase(context, "Unexplained: {quiet_share:share.0}.", row)
        for row in rows
        if _is_unexplained(row)
    ]
    return " ".join(said)


quiet_steps = mart("mart_quiet_steps", by=cell_of_case_type, order="step_rank")
"""The steps in which most quiet time lies, the most first."""


def _step(context: Context, row: Row) -> str:
    return step_name(context, row["after_event"], row["before_event"])


def _most_quiet_step(context: Context, rows: Rows) -> str:
    if not rows:
        return context.none(phrase(context, _NO_CASES))
    return phrase(
        context,
        "Most quiet time lies between {step}: {quiet_share:share.0} of it.",
        rows[0],
        step=_step(context, rows[0]),
    )


def _gains(row: Row) -> bool:
    return bool(row["kept_if_halved_share"] > row["kept_share"])


def _best_cause(context: Context, rows: Rows) -> str:
    best = next((row for row in rows if row["cause_code"] != "all"), None)
    if best is None:
        return context.none(phrase(context, _NO_CASES))
    if not _gains(best):
        return phrase(
            context, "Halving the quiet time of one cause alone would not change what is kept."
        )
    return phrase(
        context,
        "If the quiet time of “{cause}” were halved, {kept_if_halved_share:share} would be kept "
        "instead of {kept_share:share}.",
        best,
        cause=_cause(context, best),
    )


CHARTS = (
    Chart(
        "case_time_parts",
        title=later("Where the time goes, from receipt to decision"),
        shortest="quarter",
        edition=MUNICIPAL,
        rows=_time_spent,
        picture=_by_group,
        mark=Bars(
            parts(PARTS, *PARTS),
            inside=_percent,
            hover=lambda context, row, look, share: [
                f"{context.codes.of(look)}: {_percent(context, share)}"
            ],
        ),
        bold=_is_whole,
        columns=(
            Col(_heading, _group),
            Col("Part of the time", _part),
            Col("Share of the time", "time_share", "share"),
            Col("Days per case", "mean_days", "days"),
            Col("Days in all", "days", "count"),
            only_beside("Quiet days per case", "quiet_days", html=_quiet_days),
            Col(n_header, "n_cases", "count", beside=n_header),
        ),
        says=_parts_of_all,
        under=_under_parts,
    ),
    Chart(
        "quiet_causes",
        title=later("Days in which nothing happened, by cause"),
        shortest="quarter",
        edition=MUNICIPAL_YEARS,
        rows=mart(
            "mart_quiet_causes",
            by=cell_of_case_type,
            order="-days, cause_code",
            shown=lambda row: row["days"],
        ),
        mark=Bars(
            parts(
                CAUSE_SOURCES,
                registered="days_registered",
                rule="days_by_rule",
                none=lambda context, row: _is_unexplained(row) and row["days"],
            ),
            hover=lambda context, row, look, days: [
                f"{context.codes.of(look)}: {days_words(context, days)}"
            ],
        ),
        columns=(
            Col("Cause", _cause),
            Col("Days in all", "days", "count", beside=later("Days")),
            Col("Registered", "days_registered", "count"),
            Col("By rule", "days_by_rule", "count"),
            Col("Share of quiet time", "quiet_share", "share", beside=later("Share"), decimals=0),
            Col("Share of all case time", "time_share", "share"),
            Col("Quiet periods", "n_stretches", "count"),
            Col(n_header, "n_cases", "count", beside=n_header),
        ),
        says=_most_days,
        under=lambda context, rows: subtitle(context, []),
    ),
    Chart(
        "quiet_steps",
        title=later("The ten steps in which most quiet time lies"),
        shortest="quarter",
        edition=MUNICIPAL_YEARS,
        rows=quiet_steps,
        mark=Bars(
            parts(PARTS, quiet="working_days"),
            hover=lambda context, row, look, days: [days_words(context, days)],
        ),
        columns=(
            Col("Step", _step),
            Col("Working days", "working_days", "count"),
            Col("Days in all", "days", "count"),
            Col("Share of quiet time", "quiet_share", "share", beside=later("Share"), decimals=0),
            Col("Quiet periods", "n_stretches", "count"),
            Col(n_header, "n_cases", "count", beside=n_header),
        ),
        says=_most_quiet_step,
        under=lambda context, rows: subtitle(context, []),
    ),
    Chart(
        "quiet_what_if",
        title=later("Cases decided by their deadline if the quiet time of a cause were halved"),
        shortest="quarter",
        edition=MUNICIPAL,
        rows=mart(
            "mart_quiet_what_if",
            by=cell_of_case_type,
            # All causes together come first: no one of them gains more.
            order="-kept_if_halved_share, cause_code",
            shown=lambda row: row["kept_share"] is not None,
        ),
        mark=Dots(
            value="kept_if_halved_share",
            low="kept_share",
            target="kept_share",
            sign=lambda context, row: SIGNALS["improvement" if _gains(row) else "common_cause"],
            hover=lambda context, row: [
                phrase(
                    context, "{kept_share:share} kept, {kept_if_halved_share:share} if halved", row
                )
            ],
            axis=shares("value", "low", most=0.8),
            target_words=lambda context, rows: phrase(context, "Now {kept_share:share}", rows[0]),
            mark=later("Kept if the quiet time were halved"),
            interval=later("Gain"),
        ),
        bold=lambda context, row: row["cause_code"] == "all",
        columns=(
            Col("Cause", _cause),
            Col("Kept", "kept_share", "share"),
            Col(
                "Kept if the quiet time were halved",
                "kept_if_halved_share",
                "share",
                beside=later("If halved"),
            ),
            Col("Kept, number", "n_kept", "count"),
            Col(
                "Kept if halved, number", "n_kept_if_halved", "count", beside=later("Kept, number")
            ),
            Col(n_header, "n", "count", beside=n_header),
        ),
        says=_best_cause,
        under=lambda context, rows: subtitle(context, [row["n"] for row in rows[:1]]),
    ),
)
