"""Charts of what was granted like for like: verdicts, before and after standardising, strata."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from html import escape

from dashboard.marks.axes import differences
from dashboard.marks.columns import Col, Row, Rows, interval_columns, only_beside, phrase, sign_word
from dashboard.marks.dots import Dots
from dashboard.marks.spec import Chart
from dashboard.reading.context import Context, Reading
from dashboard.reading.read import period, read
from dashboard.reading.view import PERIOD
from dashboard.topics.equality.filters import MEASURE, PAIR, SERVICE
from dashboard.topics.equality.grants import (
    comparisons,
    departments,
    interval,
    measure_of,
    number,
    sentence,
    service_name,
    strata_of,
    stratum_name,
)
from dashboard.words import sources
from dashboard.words.language import later
from dashboard.words.tables import Kind
from dashboard.words.vocabulary import COMPARISONS, SIGNALS, STATUSES, Sign

NOTHING_GRANTED = later("Nothing was granted by both departments in the period.")

_LEFT = later("Citizens left out, {department}")
_LEFT_OUT = {
    "only_a": later("Only {first}"),
    "only_b": later("Only {second}"),
    "too_few": later("Too few for a median"),
    "not_known": later("Need or age not known"),
}


def _comparisons(context: Context) -> Rows:
    return comparisons(context, measure_of(context))


def _chosen(context: Context) -> Row | None:
    """The comparison of the service in view, else of the first."""
    rows = _comparisons(context)
    asked = (row for row in rows if row["service_code"] == context.view[SERVICE])
    return next(asked, next(iter(rows), None))


def _strata(context: Context) -> Rows:
    chosen = _chosen(context)
    return strata_of(context, chosen) if chosen else ()


def _compared(context: Context) -> Rows:
    """The comparison the strata are of; it was counted among what was read with them."""
    chosen = _chosen(replace(context, reading=Reading()))
    return [chosen] if chosen else []


def _against_others(context: Context) -> Rows:
    """The comparisons of the municipality in view with each other one, with their names."""
    rows = read(context, "mart_case_time_comparison", period(context))
    named = [
        {**row, "name": context.name("municipality", row["municipality_b"]), "unit": "days"}
        for row in rows
    ]
    return sorted(named, key=lambda row: str(row["name"]))


def _verdict(context: Context, row: Row) -> Sign:
    return COMPARISONS[row["verdict"]]


def _signed(field: str) -> Callable[[Context, Row], str]:
    """A difference with its sign."""
    return lambda context, row: number(context, row["unit"], row[field], signed=True)


def _difference(context: Context, row: Row) -> str:
    """The difference with its interval."""
    words = _signed("difference")(context, row)
    if row["difference"] is None:
        return words
    return f"{words} ({interval(context, row, row['unit'])})"


def _margin(context: Context, row: Row) -> str:
    return number(context, row["unit"], row["margin"])


def _p(context: Context, row: Row) -> str | None:
    """A chance as text: small ones need more digits than a table of days has."""
    p, language = row["homogeneity_p"], context.language
    if p is None:
        return None
    return "< " + language.number(0.001, 3) if p < 0.001 else language.number(p, 3)


def _state(context: Context, row: Row) -> str:
    """Whether a group is compared, else why not."""
    first, second = departments(context, row)
    words = _LEFT_OUT.get(row["stratum_state"], later("Yes"))
    return phrase(context, words, first=first, second=second)


def _difference_or_state(context: Context, row: Row) -> str:
    write = _state if row["difference"] is None else _signed("difference")
    return write(context, row)


def _band(context: Context, row: Row) -> tuple[float, float] | None:
    return None if row["margin"] is None else (-row["margin"], row["margin"])


def _tick(context: Context, value: float, *, is_share: bool = False) -> str:
    """A difference on the axis: of shares in points."""
    value *= 100 if is_share else 1
    sign = "+" if value > 0 else "−" if value < 0 else ""
    decimals = 0 if is_share or float(value).is_integer() else 1
    return sign + context.language.number(abs(value), decimals)


def _tick_of_measure(context: Context, value: float) -> str:
    return _tick(context, value, is_share=measure_of(context) == "share_granted")


_ENDS = ("value", "low", "high", "band", "reach")
_AXIS = differences(_tick_of_measure, *_ENDS)

_VERDICTS = Dots(
    value="difference",
    low="ci_low",
    high="ci_high",
    target=lambda context, row: 0.0,
    band=_band,
    reach="crude_difference",
    sign=_verdict,
    hover=lambda context, row: (sign_word(_verdict)(context, row), _difference(context, row)),
    target_words=lambda context, rows: context.language.text("No difference"),
    axis=_AXIS,
)


def _kind(rows: Rows) -> Kind:
    return "share" if any(row["unit"] == "share" for row in rows) else "days"


def _names(context: Context, rows: Rows) -> tuple[str, str]:
    return departments(context, rows[0]) if rows else ("1", "2")


def _headed(heading: str, field: str, kind: Kind) -> Col:
    """A column whose heading has names in it, and is translated already."""
    return Col(lambda context: heading, field, kind)


def _of_both(context: Context, rows: Rows, words: str, *fields: str) -> list[Col]:
    """Citizens of both departments."""
    return [
        _headed(phrase(context, words, department=name), field, "count")
        for name, field in zip(_names(context, rows), fields, strict=True)
    ]


def _citizens(context: Context, rows: Rows) -> list[Col]:
    words = later("Citizens, {department}")
    if context.public:
        words = later("Citizens (rounded), {department}")
    return _of_both(context, rows, words, "n_a", "n_b")


def _figures(context: Context, rows: Rows, when: str, *fields: str) -> list[Col]:
    """Both figures and their difference."""
    headings = (*_names(context, rows), context.language.text("Difference"))
    return [
        _headed(f"{heading}, {when}" if when else heading, field, _kind(rows))
        for heading, field in zip(headings, fields, strict=True)
    ]


def _verdict_columns(heading: str, kind: Kind) -> list[Col]:
    return [
        Col("Verdict", sign_word(_verdict), beside="Verdict"),
        Col(
            heading, "difference", kind, beside=later("Difference (95% interval)"), html=_difference
        ),
        *interval_columns(kind),
        Col("Margin", "margin", kind, beside="Margin", html=_margin),
    ]


def _columns_of_verdicts(context: Context, rows: Rows) -> list[Col]:
    kind = _kind(rows)
    return [
        Col("Service", service_name),
        *_verdict_columns(later("Difference"), kind),
        Col("Decision behind the margin", "decision_reference"),
        *_citizens(context, rows),
        Col("Groups compared", "n_strata", "count"),
        Col("Groups left out", "n_strata_left_out", "count"),
        *_of_both(context, rows, _LEFT, "n_left_out_a", "n_left_out_b"),
        Col("In both departments", "n_in_both", "count"),
        Col("Mantel-Haenszel difference", "risk_difference", kind),
        Col("Its interval, low", "risk_difference_low", kind),
        Col("Its interval, high", "risk_difference_high", kind),
        Col("Mantel-Haenszel ratio", "risk_ratio", "days"),
        Col("Groups alike, p", _p),
    ]


def _columns_before_after(context: Context, rows: Rows) -> list[Col]:
    _ = context.language.text
    before = ("crude_a", "crude_b", "crude_difference")
    after = ("standardised_a", "standardised_b", "difference")
    return [
        Col("Service", service_name),
        only_beside("As they are", _signed("crude_difference")),
        only_beside("Like for like", _signed("difference")),
        *_figures(context, rows, _("as they are"), *before),
        *_figures(context, rows, _("like for like"), *after),
        Col("SMD of need, before", "smd_need_before", "days"),
        Col("SMD of need, after", "smd_need_after", "days"),
        Col("SMD of age, before", "smd_age_before", "days"),
        Col("SMD of age, after", "smd_age_after", "days"),
    ]


def _above(code: str) -> Callable[[Context], str]:
    """The code of a department above its citizens, as HTML."""
    return lambda context: escape(phrase(context, "n, {department}", department=code))


def _columns_of_strata(context: Context, rows: Rows) -> list[Col]:
    pair = _compared(context)
    kind = _kind(pair)
    codes = (pair[0]["org_a"], pair[0]["org_b"]) if pair else ("", "")
    return [
        Col("Need and age", stratum_name),
        only_beside("Difference", _difference_or_state),
        Col("Compared", _state),
        *(
            replace(col, beside=_above(code))
            for col, code in zip(_citizens(context, pair), codes, strict=True)
        ),
        *_figures(context, pair, "", "value_a", "value_b", "difference"),
        *interval_columns(kind, "difference_low", "difference_high"),
        Col("Weight", "weight_share", "share"),
        Col("SMD of its share", "smd", "days"),
    ]


def _by_verdict(context: Context, rows: Rows) -> str:
    """The names of the services by verdict."""
    language = context.language
    parts = []
    for code, sign in COMPARISONS.items():
        names = [service_name(context, row) for row in rows if row["verdict"] == code]
        if names:
            parts.append(f"{context.codes.of(sign)}: {language.all_of(names)}.")
    return " ".join(parts) or context.none(phrase(context, NOTHING_GRANTED))


def _explained(context: Context, rows: Rows) -> str:
    if not rows:
        return context.none(phrase(context, NOTHING_GRANTED))
    names = [service_name(context, row) for row in rows if row["is_explained_by_mix"]]
    if not names:
        return phrase(
            context, "No difference beyond a margin goes away when both have the same citizens."
        )
    return phrase(
        context,
        "Apart as they are, and equal when both have the same citizens: {services}.",
        services=context.language.all_of(names),
    )


def _rests_on(context: Context, rows: Rows) -> str:
    """What a comparison says, how many groups it rests on, and which it leaves out."""
    pair = _compared(context)
    if not pair:
        return context.none(phrase(context, NOTHING_GRANTED))
    words = sentence(context, pair[0])
    if not rows:
        few = context.none(phrase(context, "Its groups are too small to show."))
        return f"{words} {few}"
    left = [stratum_name(context, row) for row in rows if row["stratum_state"] != "compared"]
    words += " " + context.language.plural(
        "It rests on {n} group that both have.", "It rests on {n} groups that both have.",
        len(rows) - len(left),
    )  # fmt: skip
    if left:
        words += " " + phrase(context, "Left out: {groups}.", groups="; ".join(left))
    return words


def _longer_or_shorter(context: Context, rows: Rows) -> str:
    if not rows:
        if len(context.published.municipalities()) > 1:
            return context.none(phrase(context, "The cases are too few to compare."))
        return phrase(context, "There is no other municipality to compare with.")
    different = [row["difference"] for row in rows if row["verdict"] == "different"]
    return context.language.plural(
        "{n} comparison; {own} takes longer in {longer} and less long in {shorter}.",
        "{n} comparisons; {own} takes longer in {longer} and less long in {shorter}.",
        len(rows),
        own=context.name("municipality", context.view.municipality),
        longer=context.language.number(sum(days > 0 for days in different)),
        shorter=context.language.number(sum(days < 0 for days in different)),
    )


def _under(context: Context, rows: Rows) -> str:
    """Where, what is compared of whom, and when."""
    measure = measure_of(context)
    what = [context.codes.word("grant_measure", measure)]
    if measure == "share_granted":
        what.append(context.language.text("percentage points"))
    if rows:
        what.append(" − ".join(departments(context, rows[0])))
    return _place(context, *what)


def _under_strata(context: Context, rows: Rows) -> str:
    pair = _compared(context)
    return " · ".join([*(service_name(context, row) for row in pair), _under(context, pair)])


def _place(context: Context, *what: str) -> str:
    """The municipality, what is told of it, and the period."""
    view = context.view
    parts = [context.name("municipality", view.municipality), *what, view.when]
    return " · ".join(filter(None, parts))


_chart = partial(Chart, shortest="year", is_of_whole_periods=True, source=sources.GRANTS)


CHARTS = (
    _chart(
        "grant_verdicts",
        title=later("Equal needs, equal grants? The difference by service"),
        filters=(PERIOD, PAIR, MEASURE),
        rows=_comparisons,
        mark=_VERDICTS,
        columns=_columns_of_verdicts,
        says=_by_verdict,
        under=_under,
    ),
    _chart(
        "grant_before_after",
        title=later("The difference before and after both have the same citizens"),
        filters=(PERIOD, PAIR, MEASURE),
        rows=_comparisons,
        mark=Dots(
            value="difference",
            low="ci_low",
            high="ci_high",
            target="crude_difference",
            band=_band,
            reach="crude_difference",
            hover=lambda context, row: (sentence(context, row),),
            target_words=lambda context, rows: context.language.text("As they are"),
            axis=_AXIS,
        ),
        columns=_columns_before_after,
        says=_explained,
        under=_under,
    ),
    _chart(
        "grant_strata",
        title=later("The difference by need and age"),
        filters=(PERIOD, PAIR, MEASURE, SERVICE),
        rows=_strata,
        mark=Dots(
            value="difference",
            low="difference_low",
            high="difference_high",
            target=lambda context, row: 0.0,
            sign=lambda context, row: (
                STATUSES["too_few"] if row["difference"] is None else SIGNALS["common_cause"]
            ),
            hover=lambda context, row: (_difference_or_state(context, row),),
            target_words=lambda context, rows: context.language.text("No difference"),
            axis=_AXIS,
        ),
        columns=_columns_of_strata,
        says=_rests_on,
        under=_under_strata,
    ),
    Chart(
        "case_time_municipalities",
        title=later("Days to decision against other municipalities, like for like by case type"),
        filters=(PERIOD,),
        shortest="year",
        is_of_whole_periods=True,
        rows=_against_others,
        mark=replace(_VERDICTS, axis=differences(_tick, *_ENDS)),
        columns=(
            Col("Municipality", "name"),
            *_verdict_columns(later("Difference in days"), "days"),
            Col("Difference as they are", "crude_difference", "days"),
            Col("Own cases", "n_a", "count"),
            Col("Cases of the other", "n_b", "count"),
            Col("Case types compared", "n_strata", "count"),
            Col("Case types left out", "n_strata_left_out", "count"),
        ),
        says=_longer_or_shorter,
        under=lambda context, rows: _place(context),
    ),
)
