"""Where the time goes: parts of case time, causes and steps of quiet, and what halving it gives."""

from __future__ import annotations

from functools import partial
from html import escape

from dashboard import figures, goals
from dashboard.case_time import case_type_name, cells_of, in_view, name_of, step_name
from dashboard.drawing import Context, Drawn, count, n_header, subtitle
from dashboard.language import later
from dashboard.marks.bars import Bar, Piece, bars
from dashboard.marks.spec import Program
from dashboard.marts import Row
from dashboard.reading.edition import MUNICIPAL, MUNICIPAL_YEARS
from dashboard.tables import NOTHING, Column, Table
from dashboard.theme import separators
from dashboard.vocabulary import CAUSE_SOURCES, PARTS, SIGNALS

_STAGES = ("intake", "investigation", "assessment", "decision")
_NO_CASES = later("No cases with events ended in the period.")


def parts(context: Context, title: str) -> Drawn:
    """Shares of case time by part: per case type, or per stage of one case type."""
    language = context.language
    _ = language.text
    whole = cells_of(context, "mart_case_time_parts", stage="all", **in_view(context))
    if context.view.case_type:
        found = cells_of(context, "mart_case_time_parts", **in_view(context))
        groups = [
            (name_of(context, "stage", stage), [row for row in found if row["stage"] == stage])
            for stage in _STAGES
        ]
        heading = _("Stage")
    else:
        found = cells_of(context, "mart_case_time_parts", stage="all", breakdown="case_type")
        by_type: dict[str, list[Row]] = {}
        for row in found:
            by_type.setdefault(case_type_name(context, row), []).append(row)
        groups = sorted(by_type.items(), key=lambda group: -_share(group[1], "quiet"))
        heading = _("Case type")
    groups = [(_("The whole case"), list(whole)), *groups]
    groups = [(name, rows) for name, rows in groups if any(row["time_share"] for row in rows)]
    drawn, numbers = [], []
    for i, (name, rows) in enumerate(groups):
        by_part = {str(row["part"]): row for row in rows}
        known = [(look, by_part[code]) for code, look in PARTS.items() if code in by_part]
        quiet = by_part.get("quiet")
        n = rows[0]["n_cases"]
        drawn.append(
            Bar(
                label=f"<b>{escape(name)}</b>" if i == 0 and whole else escape(name),
                pieces=tuple(
                    Piece(
                        look=look,
                        size=row["time_share"] or 0.0,
                        label=language.percent(row["time_share"] or 0.0, 0),
                        hover=f"{escape(name)}<br>{_(look.word)}: "
                        + language.percent(row["time_share"] or 0.0, 0),
                    )
                    for look, row in known
                ),
                texts=(
                    language.number(quiet["mean_days"] or 0.0, 0 if context.public else 1)
                    if quiet
                    else (
                        NOTHING
                        if context.public and context.reading.n_hidden
                        else language.number(0)
                    ),
                    count(n, context),
                ),
            )
        )
        numbers += [
            (name, _(look.word), row["time_share"], row["mean_days"], row["days"], n)
            for look, row in known
        ]
    return Drawn(
        title=title,
        subtitle=subtitle(context, [row["n_cases"] for row in whole[:1]]),
        summary=_part_words(context, {str(row["part"]): row for row in whole}),
        build=partial(
            bars,
            drawn,
            looks=[(look, _(look.word)) for look in PARTS.values()],
            headers=(_("Quiet days per case"), n_header(context)),
        ),
        separators=separators(language),
        table=Table(
            (
                Column(heading),
                Column(_("Part of the time")),
                Column(_("Share of the time"), "share"),
                Column(_("Days per case"), "days"),
                Column(_("Days in all"), "count"),
                Column(n_header(context), "count"),
            ),
            tuple(numbers),
        ),
    )


def causes(context: Context, title: str) -> Drawn:
    """Days lost to quiet periods by cause, and how the cause is known."""
    language = context.language
    _ = language.text
    found = sorted(
        cells_of(context, "mart_quiet_causes", **in_view(context)),
        key=lambda row: (-(row["days"] or 0), str(row["cause_code"])),
    )
    found = [row for row in found if row["days"]]
    drawn = []
    for row in found:
        name = name_of(context, "cause", row["cause_code"])
        known = {
            "registered": row["days_registered"],
            "rule": row["days_by_rule"],
            "none": row["days"] if row["cause_code"] == "unexplained" else None,
        }
        drawn.append(
            Bar(
                label=escape(name),
                pieces=tuple(
                    Piece(
                        look=CAUSE_SOURCES[code],
                        size=days,
                        label=language.number(days),
                        hover=f"{escape(name)}<br>{_(CAUSE_SOURCES[code].word)}: "
                        + _("{days} days", days=language.number(days)),
                    )
                    for code, days in known.items()
                    if days
                ),
                texts=(
                    language.number(row["days"]),
                    language.percent(row["quiet_share"] or 0.0, 0),
                    count(row["n_cases"], context),
                ),
            )
        )
    return Drawn(
        title=title,
        subtitle=subtitle(context, []),
        summary=_cause_words(context, found),
        build=partial(
            bars,
            drawn,
            looks=[(look, _(look.word)) for look in CAUSE_SOURCES.values()],
            headers=(_("Days"), _("Share"), n_header(context)),
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Cause")),
                Column(_("Days in all"), "count"),
                Column(_("Registered"), "count"),
                Column(_("By rule"), "count"),
                Column(_("Share of quiet time"), "share"),
                Column(_("Share of all case time"), "share"),
                Column(_("Quiet periods"), "count"),
                Column(n_header(context), "count"),
            ),
            tuple(
                (
                    name_of(context, "cause", row["cause_code"]),
                    row["days"],
                    row["days_registered"],
                    row["days_by_rule"],
                    row["quiet_share"],
                    row["time_share"],
                    row["n_stretches"],
                    row["n_cases"],
                )
                for row in found
            ),
        ),
    )


def steps(context: Context, title: str) -> Drawn:
    """The ten steps of the work in which most quiet time lies."""
    language = context.language
    _ = language.text
    found = quiet_steps(context)
    drawn = []
    for row in found:
        name = escape(step_name(context, row["after_event"], row["before_event"]))
        days = row["working_days"] or 0
        drawn.append(
            Bar(
                label=name,
                pieces=(
                    Piece(
                        look=PARTS["quiet"],
                        size=days,
                        label=language.number(days),
                        hover=f"{name}<br>" + _("{days} days", days=language.number(days)),
                    ),
                ),
                texts=(
                    language.percent(row["quiet_share"] or 0.0, 0),
                    count(row["n_cases"], context),
                ),
            )
        )
    said = context.none(_(_NO_CASES))
    if found:
        said = _(
            "Most quiet time lies between {step}: {share} of it.",
            step=step_name(context, found[0]["after_event"], found[0]["before_event"]),
            share=language.percent(found[0]["quiet_share"] or 0.0, 0),
        )
    return Drawn(
        title=title,
        subtitle=subtitle(context, []),
        summary=said,
        build=partial(
            bars,
            drawn,
            looks=[(PARTS["quiet"], _("Working days"))],
            headers=(_("Share"), n_header(context)),
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Step")),
                Column(_("Working days"), "count"),
                Column(_("Days in all"), "count"),
                Column(_("Share of quiet time"), "share"),
                Column(_("Quiet periods"), "count"),
                Column(n_header(context), "count"),
            ),
            tuple(
                (
                    step_name(context, row["after_event"], row["before_event"]),
                    row["working_days"],
                    row["days"],
                    row["quiet_share"],
                    row["n_stretches"],
                    row["n_cases"],
                )
                for row in found
            ),
        ),
    )


def quiet_steps(context: Context) -> list[Row]:
    """The steps in which most quiet time lies, the most first."""
    found = cells_of(context, "mart_quiet_steps", **in_view(context))
    return sorted(found, key=lambda row: int(row["step_rank"]))


def what_if(context: Context, title: str) -> Drawn:
    """Share kept now, and share kept had the quiet time of each cause been half as long."""
    language = context.language
    _ = language.text
    decimals = 0 if context.public else 1
    found = sorted(
        (
            row
            for row in cells_of(context, "mart_quiet_what_if", **in_view(context))
            if row["kept_share"] is not None
        ),
        key=lambda row: (
            row["cause_code"] != "all",
            -(row["kept_if_halved_share"] or 0.0),
            row["cause_code"],
        ),
    )
    dots = []
    for row in found:
        name = _cause_name(context, row)
        after, now = row["kept_if_halved_share"], row["kept_share"]
        dots.append(
            figures.Dot(
                label=f"<b>{escape(name)}</b>" if row["cause_code"] == "all" else escape(name),
                sign=SIGNALS["improvement" if after > now else "common_cause"],
                texts=(
                    language.percent(after, decimals),
                    count(row["n_kept_if_halved"], context),
                    count(row["n"], context),
                ),
                hover=f"<b>{escape(name)}</b><br>"
                + _(
                    "{now} kept, {after} if halved",
                    now=language.percent(now, decimals),
                    after=language.percent(after, decimals),
                ),
                value=after,
                low=now,
                target=now,
            )
        )
    now_words = (
        _("Now {value}", value=language.percent(found[0]["kept_share"], decimals))
        if found
        else None
    )
    return Drawn(
        title=title,
        subtitle=subtitle(context, [row["n"] for row in found[:1]]),
        summary=_what_if_words(context, found, decimals),
        build=partial(
            figures.dots,
            dots,
            headers=(_("If halved"), _("Kept, number"), n_header(context)),
            scale=figures.share_scale(
                lambda share: language.percent(share, 0),
                [end for dot in dots for end in (dot.value, dot.low)],
                most=0.8,
            ),
            target_words=now_words,
            mark=later("Kept if the quiet time were halved"),
            interval=later("Gain"),
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Cause")),
                Column(_("Kept"), "share"),
                Column(_("Kept if the quiet time were halved"), "share"),
                Column(_("Kept, number"), "count"),
                Column(_("Kept if halved, number"), "count"),
                Column(n_header(context), "count"),
            ),
            tuple(
                (
                    _cause_name(context, row),
                    row["kept_share"],
                    row["kept_if_halved_share"],
                    row["n_kept"],
                    row["n_kept_if_halved"],
                    row["n"],
                )
                for row in found
            ),
        ),
    )


def _share(rows: list[Row], part: str) -> float:
    return next((float(row["time_share"] or 0.0) for row in rows if row["part"] == part), 0.0)


def _cause_name(context: Context, row: Row) -> str:
    if row["cause_code"] == "all":
        return context.language.text("All causes")
    return name_of(context, "cause", str(row["cause_code"]))


def _part_words(context: Context, by_part: dict[str, Row]) -> str:
    language, _ = context.language, context.language.text
    if not by_part:
        return context.none(_(_NO_CASES))
    share = {
        code: language.percent(by_part[code]["time_share"] or 0.0, 0)
        if code in by_part
        else language.percent(0.0, 0)
        for code in PARTS
    }
    if context.public and context.reading.n_hidden and len(by_part) < len(PARTS):
        return _(
            "Of the time from receipt to decision: {shown}. The rest is hidden, or none.",
            shown=language.all_of(
                [f"{_(PARTS[code].word)} {share[code]}" for code in PARTS if code in by_part]
            ),
        )
    return _(
        "Of the time from receipt to decision, {quiet} was quiet, {citizen} waited for the "
        "citizen, {third_party} for a third party, and {busy} was busy.",
        quiet=share["quiet"],
        citizen=share["waiting_citizen"],
        third_party=share["waiting_third_party"],
        busy=share["busy"],
    )


def _cause_words(context: Context, found: list[Row]) -> str:
    language, _ = context.language, context.language.text
    known = [row for row in found if row["cause_code"] != "unexplained"]
    if not found:
        return context.none(_("No quiet periods were found in the period."))
    said = []
    if known:
        said.append(
            _(
                "Most quiet days are lost to “{cause}”: {share}.",
                cause=name_of(context, "cause", known[0]["cause_code"]),
                share=language.percent(known[0]["quiet_share"] or 0.0, 0),
            )
        )
    unexplained = next((row for row in found if row["cause_code"] == "unexplained"), None)
    if unexplained:
        said.append(
            _(
                "Unexplained: {share}.",
                share=language.percent(unexplained["quiet_share"] or 0.0, 0),
            )
        )
    return " ".join(said)


def _what_if_words(context: Context, found: list[Row], decimals: int) -> str:
    language, _ = context.language, context.language.text
    single = [row for row in found if row["cause_code"] != "all"]
    if not single:
        return context.none(_(_NO_CASES))
    best = single[0]
    if best["kept_if_halved_share"] <= best["kept_share"]:
        return _("Halving the quiet time of one cause alone would not change what is kept.")
    return _(
        "If the quiet time of “{cause}” were halved, {after} would be kept instead of {now}.",
        cause=_cause_name(context, best),
        after=goals.value_words(
            language, "share", best["kept_if_halved_share"], public=context.public
        ),
        now=language.percent(best["kept_share"], decimals),
    )


CHARTS = (
    Program(
        "case_time_parts",
        later("Where the time goes, from receipt to decision"),
        parts,
        shortest="quarter",
        edition=MUNICIPAL,
    ),
    Program(
        "quiet_causes",
        later("Days in which nothing happened, by cause"),
        causes,
        shortest="quarter",
        edition=MUNICIPAL_YEARS,
    ),
    Program(
        "quiet_steps",
        later("The ten steps in which most quiet time lies"),
        steps,
        shortest="quarter",
        edition=MUNICIPAL_YEARS,
    ),
    Program(
        "quiet_what_if",
        later("Cases decided by their deadline if the quiet time of a cause were halved"),
        what_if,
        shortest="quarter",
        edition=MUNICIPAL,
    ),
)
