"""Charts of what was granted like for like: verdicts, before and after standardising, strata."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape

from dashboard import figures, grants
from dashboard.case_time import rows_of
from dashboard.drawing import Context, Drawn, count
from dashboard.grants import MEASURE_WORDS, interval, number, sentence, service_name
from dashboard.language import later
from dashboard.marks.spec import Program
from dashboard.marts import Row
from dashboard.tables import Column, Kind, Table
from dashboard.theme import separators
from dashboard.vocabulary import COMPARISONS, SIGNALS, STATUSES
from dashboard.words import sources

NOTHING_GRANTED = later("Nothing was granted by both departments in the period.")

_LEFT_OUT = {
    "only_a": later("Only {first}"),
    "only_b": later("Only {second}"),
    "too_few": later("Too few for a median"),
    "not_known": later("Need or age not known"),
}


def verdicts(context: Context, title: str) -> Drawn:
    """The standardised difference of every service with its interval, its margin and verdict."""
    _ = context.language.text
    found = grants.comparisons(context, grants.measure_of(context))
    kind = _kind(found)
    return Drawn(
        title=title,
        subtitle=_subtitle(context, found),
        summary=_by_verdict(context, found) or context.none(_(NOTHING_GRANTED)),
        build=partial(
            figures.dots,
            [_verdict_dot(context, service_name(context, row), row, row["unit"]) for row in found],
            headers=(_("Verdict"), _("Difference (95% interval)"), _("Margin")),
            scale=_scale(context, found),
            target_words=_("No difference"),
        ),
        separators=separators(context.language),
        table=Table(
            (
                Column(_("Service")),
                Column(_("Verdict")),
                Column(_("Difference"), kind),
                Column(_("95% interval, low"), kind),
                Column(_("95% interval, high"), kind),
                Column(_("Margin"), kind),
                Column(_("Decision behind the margin")),
                *_citizens(context, found),
                Column(_("Groups compared"), "count"),
                Column(_("Groups left out"), "count"),
                *_citizens(context, found, left_out=True),
                Column(_("In both departments"), "count"),
                Column(_("Mantel-Haenszel difference"), kind),
                Column(_("Its interval, low"), kind),
                Column(_("Its interval, high"), kind),
                Column(_("Mantel-Haenszel ratio"), "days"),
                Column(_("Groups alike, p")),
            ),
            tuple(
                (
                    service_name(context, row),
                    _(COMPARISONS[row["verdict"]].word),
                    row["difference"],
                    row["ci_low"],
                    row["ci_high"],
                    row["margin"],
                    row["decision_reference"],
                    row["n_a"],
                    row["n_b"],
                    row["n_strata"],
                    row["n_strata_left_out"],
                    row["n_left_out_a"],
                    row["n_left_out_b"],
                    row["n_in_both"],
                    row["risk_difference"],
                    row["risk_difference_low"],
                    row["risk_difference_high"],
                    row["risk_ratio"],
                    _p(context, row["homogeneity_p"]),
                )
                for row in found
            ),
        ),
    )


def before_after(context: Context, title: str) -> Drawn:
    """The difference as the departments are, and as if both had the same citizens."""
    _ = context.language.text
    found = grants.comparisons(context, grants.measure_of(context))
    kind = _kind(found)
    explained = [service_name(context, row) for row in found if row["is_explained_by_mix"]]
    said = _("No difference beyond a margin goes away when both have the same citizens.")
    if explained:
        said = _(
            "Apart as they are, and equal when both have the same citizens: {services}.",
            services=context.language.all_of(explained),
        )
    dots = [
        figures.Dot(
            label=escape(service_name(context, row)),
            sign=SIGNALS["common_cause"],
            texts=(
                number(context, row["unit"], row["crude_difference"], signed=True),
                number(context, row["unit"], row["difference"], signed=True),
            ),
            hover=escape(sentence(context, row)),
            value=row["difference"],
            low=row["ci_low"],
            high=row["ci_high"],
            target=row["crude_difference"],
            band=_band(row),
        )
        for row in found
    ]
    return Drawn(
        title=title,
        subtitle=_subtitle(context, found),
        summary=said if found else context.none(_(NOTHING_GRANTED)),
        build=partial(
            figures.dots,
            dots,
            headers=(_("As they are"), _("Like for like")),
            scale=_scale(context, found),
            target_words=_("As they are"),
        ),
        separators=separators(context.language),
        table=Table(
            (
                Column(_("Service")),
                *_figures(context, found, _("as they are"), kind),
                *_figures(context, found, _("like for like"), kind),
                Column(_("SMD of need, before"), "days"),
                Column(_("SMD of need, after"), "days"),
                Column(_("SMD of age, before"), "days"),
                Column(_("SMD of age, after"), "days"),
            ),
            tuple(
                (
                    service_name(context, row),
                    row["crude_a"],
                    row["crude_b"],
                    row["crude_difference"],
                    row["standardised_a"],
                    row["standardised_b"],
                    row["difference"],
                    row["smd_need_before"],
                    row["smd_need_after"],
                    row["smd_age_before"],
                    row["smd_age_after"],
                )
                for row in found
            ),
        ),
    )


def strata(context: Context, title: str) -> Drawn:
    """The difference in every group by need and age, and the groups that are left out."""
    language = context.language
    _ = language.text
    compared = grants.comparisons(context, grants.measure_of(context))
    chosen = next(
        (row for row in compared if row["service_code"] == context.view.service),
        compared[0] if compared else None,
    )
    found = grants.strata_of(context, chosen) if chosen else ()
    pair = [chosen] if chosen else []
    kind = _kind(pair)
    names = grants.departments(context, chosen) if chosen else ("", "")
    said = context.none(_(NOTHING_GRANTED))
    if chosen and found:
        said = sentence(context, chosen) + " " + _rests_on(context, found)
    elif chosen:
        said = (
            sentence(context, chosen) + " " + context.none(_("Its groups are too small to show."))
        )
    return Drawn(
        title=title,
        subtitle=" · ".join(
            [*([service_name(context, chosen)] if chosen else []), _subtitle(context, pair)]
        ),
        summary=said,
        build=partial(
            figures.dots,
            [_stratum_dot(context, row, names) for row in found],
            headers=(
                _("Difference"),
                *(escape(_short(context, chosen, place)) for place in (0, 1)),
            ),
            scale=_scale(context, found, "difference_low", "difference_high"),
            target_words=_("No difference"),
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Need and age")),
                Column(_("Compared")),
                *_citizens(context, pair),
                *_figures(context, pair, "", kind),
                Column(_("95% interval, low"), kind),
                Column(_("95% interval, high"), kind),
                Column(_("Weight"), "share"),
                Column(_("SMD of its share"), "days"),
            ),
            tuple(
                (
                    grants.stratum_name(context, row),
                    _state(context, row, names),
                    row["n_a"],
                    row["n_b"],
                    row["value_a"],
                    row["value_b"],
                    row["difference"],
                    row["difference_low"],
                    row["difference_high"],
                    row["weight_share"],
                    row["smd"],
                )
                for row in found
            ),
        ),
    )


def municipalities(context: Context, title: str) -> Drawn:
    """Median days to decision against each other municipality, like for like by case type."""
    language = context.language
    _ = language.text
    found = _against_others(context)
    own = context.name("municipality", context.view.municipality)
    said = _("There is no other municipality to compare with.")
    if len(context.published.municipalities()) > 1:
        said = context.none(_("The cases are too few to compare."))
    if found:
        said = language.plural(
            "{n} comparison; {own} takes longer in {longer} and less long in {shorter}.",
            "{n} comparisons; {own} takes longer in {longer} and less long in {shorter}.",
            len(found),
            own=own,
            longer=language.number(_differing(found, 1)),
            shorter=language.number(_differing(found, -1)),
        )
    period = context.view.period
    parts = [own]
    if period:
        parts.append(language.period(period.start, period.grain, in_full=True))
    return Drawn(
        title=title,
        subtitle=" · ".join(parts),
        summary=said,
        build=partial(
            figures.dots,
            [_verdict_dot(context, row["name"], row, "days") for row in found],
            headers=(_("Verdict"), _("Difference (95% interval)"), _("Margin")),
            scale=_scale(context, found, unit="days"),
            target_words=_("No difference"),
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Municipality")),
                Column(_("Verdict")),
                Column(_("Difference in days"), "days"),
                Column(_("95% interval, low"), "days"),
                Column(_("95% interval, high"), "days"),
                Column(_("Margin"), "days"),
                Column(_("Difference as they are"), "days"),
                Column(_("Own cases"), "count"),
                Column(_("Cases of the other"), "count"),
                Column(_("Case types compared"), "count"),
                Column(_("Case types left out"), "count"),
            ),
            tuple(
                (
                    row["name"],
                    _(COMPARISONS[row["verdict"]].word),
                    row["difference"],
                    row["ci_low"],
                    row["ci_high"],
                    row["margin"],
                    row["crude_difference"],
                    row["n_a"],
                    row["n_b"],
                    row["n_strata"],
                    row["n_strata_left_out"],
                )
                for row in found
            ),
        ),
    )


def _by_verdict(context: Context, rows: Sequence[Row]) -> str:
    """The services by what is said of them."""
    language = context.language
    said = []
    for code, sign in COMPARISONS.items():
        names = [service_name(context, row) for row in rows if row["verdict"] == code]
        if names:
            said.append(f"{language.text(sign.word)}: {language.all_of(names)}.")
    return " ".join(said)


def _kind(rows: Sequence[Row]) -> Kind:
    return "share" if any(row["unit"] == "share" for row in rows) else "days"


def _subtitle(context: Context, rows: Sequence[Row]) -> str:
    """Where, what is compared of whom, and when."""
    language, period = context.language, context.view.period
    measure = grants.measure_of(context)
    place = context.name("municipality", context.view.municipality)
    parts = [place, language.text(MEASURE_WORDS[measure])]
    if measure == "share_granted":
        parts.append(language.text("percentage points"))
    if rows:
        first, second = grants.departments(context, rows[0])
        parts.append(f"{first} − {second}")
    if period:
        parts.append(language.period(period.start, period.grain, in_full=True))
    return " · ".join(parts)


def _short(context: Context, row: Row | None, place: int) -> str:
    """Code of one of the two, above its citizens."""
    code = str(row[("org_a", "org_b")[place]]) if row else ""
    return context.language.text("n, {department}", department=code)


def _citizens(context: Context, rows: Sequence[Row], *, left_out: bool = False) -> list[Column]:
    words = (
        later("Citizens left out, {department}") if left_out else later("Citizens, {department}")
    )
    if context.public and not left_out:
        words = later("Citizens (rounded), {department}")
    return [
        Column(context.language.text(words, department=name), "count")
        for name in (grants.departments(context, rows[0]) if rows else ("1", "2"))
    ]


def _figures(context: Context, rows: Sequence[Row], when: str, kind: Kind) -> list[Column]:
    """Columns of both figures and their difference."""
    names = grants.departments(context, rows[0]) if rows else ("1", "2")
    words = (*names, context.language.text("Difference"))
    return [Column(f"{word}, {when}" if when else word, kind) for word in words]


def _band(row: Row) -> tuple[float, float] | None:
    return None if row["margin"] is None else (-row["margin"], row["margin"])


def _scale(
    context: Context,
    rows: Sequence[Row],
    low: str = "ci_low",
    high: str = "ci_high",
    unit: str | None = None,
) -> figures.Scale:
    """As wide as the widest interval, margin or difference; ticks in the unit of the figures."""
    unit = unit or next((str(row["unit"]) for row in rows), "share")
    ends = [
        row.get(column)
        for row in rows
        for column in (low, high, "margin", "crude_difference", "difference")
    ]
    digits = 100 if unit == "share" else 1

    def words(value: float) -> str:
        decimals = 0 if float(value * digits).is_integer() or unit == "share" else 1
        sign = "+" if value > 0 else "−" if value < 0 else ""
        return sign + context.language.number(abs(value * digits), decimals)

    return figures.difference_scale(words, ends)


def _verdict_dot(context: Context, name: str, row: Row, unit: str) -> figures.Dot:
    sign = COMPARISONS[row["verdict"]]
    word = context.language.text(sign.word)
    difference = number(context, unit, row["difference"], signed=True)
    if row["difference"] is not None:
        difference += f" ({interval(context, row, unit)})"
    margin = number(context, unit, row["margin"])
    return figures.Dot(
        label=escape(name),
        sign=sign,
        texts=(word, difference, margin),
        hover=f"<b>{escape(name)}</b><br>{word}<br>{difference}",
        value=row["difference"],
        low=row["ci_low"],
        high=row["ci_high"],
        target=0.0,
        band=_band(row),
    )


def _stratum_dot(context: Context, row: Row, names: tuple[str, str]) -> figures.Dot:
    name = grants.stratum_name(context, row)
    is_compared = row["difference"] is not None
    difference = number(context, row["unit"], row["difference"], signed=True)
    said = difference if is_compared else _state(context, row, names)
    return figures.Dot(
        label=escape(name),
        sign=SIGNALS["common_cause"] if is_compared else STATUSES["too_few"],
        texts=(escape(said), count(row["n_a"], context), count(row["n_b"], context)),
        hover=f"<b>{escape(name)}</b><br>{escape(said)}",
        value=row["difference"],
        low=row["difference_low"],
        high=row["difference_high"],
        target=0.0,
    )


def _state(context: Context, row: Row, names: tuple[str, str]) -> str:
    """Whether a group is compared, else why not."""
    words = _LEFT_OUT.get(row["stratum_state"], later("Yes"))
    return context.language.text(words, first=names[0], second=names[1])


def _rests_on(context: Context, found: Sequence[Row]) -> str:
    """How many groups a comparison rests on, and which it leaves out."""
    language = context.language
    compared = [row for row in found if row["stratum_state"] == "compared"]
    left = [grants.stratum_name(context, row) for row in found if row not in compared]
    said = language.plural(
        "It rests on {n} group that both have.", "It rests on {n} groups that both have.",
        len(compared),
    )  # fmt: skip
    if left:
        said += " " + language.text("Left out: {groups}.", groups="; ".join(left))
    return said


def _p(context: Context, p: float | None) -> str | None:
    """A chance as text: small ones need more digits than a table of days has."""
    if p is None:
        return None
    return "< " + context.language.number(0.001, 3) if p < 0.001 else context.language.number(p, 3)


def _against_others(context: Context) -> list[Row]:
    """The comparisons of the municipality in view with each other one, with their names."""
    period = context.view.period
    if period is None:
        return []
    found = rows_of(
        context,
        "mart_case_time_comparison",
        period_grain=period.grain,
        period_start=period.start,
    )
    named = [{**row, "name": context.name("municipality", row["municipality_b"])} for row in found]
    return sorted(named, key=lambda row: str(row["name"]))


def _differing(rows: Sequence[Row], side: int) -> int:
    return sum(row["verdict"] == "different" and row["difference"] * side > 0 for row in rows)


CHARTS = (
    Program(
        "grant_verdicts",
        later("Equal needs, equal grants? The difference by service"),
        verdicts,
        filters=("period", "pair", "measure"),
        shortest="year",
        is_of_whole_periods=True,
        source=sources.GRANTS,
    ),
    Program(
        "grant_before_after",
        later("The difference before and after both have the same citizens"),
        before_after,
        filters=("period", "pair", "measure"),
        shortest="year",
        is_of_whole_periods=True,
        source=sources.GRANTS,
    ),
    Program(
        "grant_strata",
        later("The difference by need and age"),
        strata,
        filters=("period", "pair", "measure", "service"),
        shortest="year",
        is_of_whole_periods=True,
        source=sources.GRANTS,
    ),
    Program(
        "case_time_municipalities",
        later("Days to decision against other municipalities, like for like by case type"),
        municipalities,
        filters=("period",),
        shortest="year",
        is_of_whole_periods=True,
    ),
)
