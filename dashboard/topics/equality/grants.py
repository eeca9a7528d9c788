"""What the charts of grants read: the pair in view, its rows, and what they say in words."""

from __future__ import annotations

from dashboard.reading.context import Context
from dashboard.reading.marts import Row
from dashboard.reading.read import period, read
from dashboard.topics.equality.filters import MEASURE, MEASURES, PAIR, granted_services
from dashboard.words.language import later
from dashboard.words.tables import NOTHING


def measure_of(context: Context) -> str:
    """The measure in view."""
    return context.choice(MEASURE) or ""


def comparisons(context: Context, measure: str | None = None) -> tuple[Row, ...]:
    """The comparison of the departments in view in the period in view, by name of the service.

    Args:
        context: whose view is read.
        measure: one of them; all of them where not given.
    """
    asked = period(context)
    if asked is None:
        return ()
    asked = {**asked, "org_level": "department", **({"measure": measure} if measure else {})}
    found = read(context, "mart_grant_comparison", asked)
    pairs = sorted({(str(row["org_a"]), str(row["org_b"])) for row in found})
    wanted = tuple((context.view[PAIR] or "").split(":"))
    pair = wanted if wanted in pairs else (pairs or [("", "")])[0]
    names = granted_services(context.published, context.view)
    order = list(names)
    return tuple(
        sorted(
            (
                row
                for row in found
                if (row["org_a"], row["org_b"]) == pair and row["service_code"] in names
            ),
            key=lambda row: (
                order.index(row["service_code"]),
                MEASURES.index(row["measure"]),
            ),
        )
    )


def strata_of(context: Context, comparison: Row) -> tuple[Row, ...]:
    """The strata of a comparison, the least need and age first; what is not known last."""
    keys = (
        "municipality_code",
        "org_level",
        "org_a",
        "org_b",
        "service_code",
        "period_grain",
        "period_start",
        "measure",
    )
    found = read(context, "mart_grant_strata", {key: comparison[key] for key in keys})
    levels = list(context.codes.words("need_level"))

    def place(row: Row) -> tuple[int, str]:
        level, known = row["need_level"], row["need_level"] in levels
        return levels.index(level) if known else len(levels), row["age_band"]

    return tuple(sorted(found, key=place))


def stratum_name(context: Context, row: Row) -> str:
    """A level of need and an age band in words."""
    parts = []
    for column, unknown in (
        ("need_level", later("Need not known")),
        ("age_band", later("age not known")),
    ):
        code = str(row[column])
        word = context.codes.word(column, code)
        parts.append(context.language.text(unknown) if code == "-" else word)
    return ", ".join(parts)


def service_name(context: Context, row: Row) -> str:
    """Name of the service a row is about."""
    names = granted_services(context.published, context.view)
    return names.get(str(row["service_code"]), str(row["service_code"]))


def departments(context: Context, row: Row) -> tuple[str, str]:
    """Names of the two that are compared."""
    return context.name("department", row["org_a"]), context.name("department", row["org_b"])


def number(context: Context, unit: str, value: float | None, *, signed: bool = False) -> str:
    """A share in percent, hours, kroner or days; with a sign where it is a difference."""
    if value is None:
        return NOTHING
    decimals = {"share": 0 if context.public else 1, "hours": 1, "kroner": 0, "days": 0}[unit]
    shown = value * 100 if unit == "share" else value
    # A margin is a round number, and no result that has decimals.
    if not signed and abs(shown - round(shown)) < 1e-9:
        decimals = 0
    text = context.language.number(abs(shown), decimals)
    if signed and text != context.language.number(0, decimals):
        text = ("+" if shown > 0 else "−") + text
    return text


def written(context: Context, unit: str, value: float | None, *, signed: bool = False) -> str:
    """A difference or a margin with its unit: of shares it is points."""
    if value is None:
        return NOTHING
    words = {
        "share": later("{n} points"),
        "hours": later("{n} hours"),
        "kroner": later("{n} kr."),
    }[unit]
    return context.language.text(words, n=number(context, unit, value, signed=signed))


def interval(context: Context, row: Row, unit: str) -> str:
    """The ends of a difference's interval."""
    return context.language.text(
        "{low} to {high}",
        low=number(context, unit, row["ci_low"], signed=True),
        high=number(context, unit, row["ci_high"], signed=True),
    )


def sentence(context: Context, row: Row) -> str:
    """What a comparison says, in words of a fixed vocabulary that a committee can take over."""
    _ = context.language.text
    unit = str(row["unit"])
    first, second = departments(context, row)
    said = {
        "service": service_name(context, row),
        "measure": context.codes.inside("grant_measure", row["measure"]),
        "first": first,
        "second": second,
        "difference": written(context, unit, row["difference"], signed=True),
        "interval": interval(context, row, unit),
        "crude": written(context, unit, row["crude_difference"], signed=True),
        "margin": written(context, unit, row["margin"]),
        "decision": row["decision_reference"] or "",
    }
    if row["verdict"] == "different":
        return (
            _(
                "{service}, {measure}: citizens with equal needs get more in {first} than in "
                "{second}: {difference} (95% interval {interval}).",
                **said,
            )
            if row["difference"] > 0
            else _(
                "{service}, {measure}: citizens with equal needs get less in {first} than in "
                "{second}: {difference} (95% interval {interval}).",
                **said,
            )
        )
    if row["verdict"] == "equal_within_margin":
        words = _(
            "{service}, {measure}: citizens with equal needs get the same in {first} and {second}, "
            "within the margin of {margin} ({decision}): {difference} (95% interval {interval}).",
            **said,
        )
        if row["is_explained_by_mix"]:
            words += " " + _(
                "As they are they lie {crude} apart: their citizens differ in need and age.", **said
            )
        return words
    if row["verdict"] == "opposite_in_strata":
        return _(
            "{service}, {measure}: on average {difference} (95% interval {interval}), but some "
            "groups get more in {first} and others in {second}: the average hides it.",
            **said,
        )
    return _(
        "{service}, {measure}: it cannot be said whether citizens with equal needs get the same, "
        "because {reason}.",
        reason=context.codes.inside("comparison_reason", row["reason"]),
        **said,
    )


def committee_paragraph(context: Context) -> str:
    """What was granted, in words a committee can take over; of the public edition's figures."""
    rows = comparisons(context)
    if not rows or context.view.period is None:
        return ""
    _ = context.language.text
    first, second = departments(context, rows[0])
    head = _(
        "What {first} and {second} granted in {year} is compared among citizens with the same "
        "level of need and of the same age band.",
        first=first,
        second=second,
        year=context.language.period(context.view.period.start, "year"),
    )
    return "\n".join([head, *(f"– {sentence(context, row)}" for row in rows)])
