"""What the charts of catalogues read: the pair in view, its rows, and words for their codes."""

from __future__ import annotations

from dashboard.reading.context import Context
from dashboard.reading.marts import Row
from dashboard.topics.equality.filters import PAIR


def pair_in_view(context: Context) -> Row | None:
    """The summary of the two departments in view, else of the first two; none without two."""
    found = context.published.rows(
        "select *, department_a || ':' || department_b as pair from marts.mart_catalogue_summary"
        " where municipality_code = ? order by department_a, department_b",
        context.view.municipality,
    )
    asked = context.choice(PAIR)
    return next((row for row in found if row["pair"] == asked), found[0] if found else None)


def compared(context: Context, pair: Row | None) -> tuple[Row, ...]:
    """The comparison in force of the two departments, by service and attribute.

    A catalogue holds nothing of citizens: page and file read the same rows.

    Args:
        context: whose view is read.
        pair: the departments.
    """
    if pair is None:
        return ()
    return context.published.rows(
        """
        select * from marts.mart_catalogue_comparison
        where municipality_code = ? and department_a = ? and department_b = ? and is_current
        order by service_name, service_code, attribute_no
        """,
        context.view.municipality,
        pair["department_a"],
        pair["department_b"],
    )


def department_names(context: Context, pair: Row) -> tuple[str, str]:
    """Names of the two departments."""
    first, second = pair["department_a"], pair["department_b"]
    return context.name("department", first), context.name("department", second)


def place(context: Context, pair: Row | None) -> str:
    """Whose catalogues they are, and the day they are compared on."""
    language = context.language
    municipality = context.name("municipality", context.view.municipality)
    if pair is None:
        return municipality
    day = language.text("in force on {day}", day=language.day(pair["as_of_on"]))
    return " · ".join((municipality, language.all_of(department_names(context, pair)), day))


def text_of(context: Context, attribute: str, value: object) -> str | None:
    """What a catalogue says of an attribute, as the reader's language writes it."""
    if value is None:
        return None
    language = context.language
    if attribute == "time_limit_days":
        return language.plural("{n} day", "{n} days", int(str(value)))
    if attribute == "price_dkk":
        amount = float(str(value))
        decimals = 0 if amount == int(amount) else 2
        return language.text("{amount} kr.", amount=language.number(amount, decimals))
    return str(value)
