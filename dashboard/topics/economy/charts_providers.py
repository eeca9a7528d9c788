"""Charts of providers: occupancy year by year, and early warnings with the rule each crosses."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.marks.bars import Bars, parts
from dashboard.marks.columns import Col, Row, Rows, only_beside, own_name, phrase
from dashboard.marks.spec import Chart
from dashboard.reading.context import Context
from dashboard.reading.edition import PLACES
from dashboard.reading.read import mart, municipality, read
from dashboard.topics.economy.filters import PROVIDER
from dashboard.topics.economy.rows import of_provider, points, subtitle, told_of, warning_words
from dashboard.words import sources
from dashboard.words.language import later
from dashboard.words.vocabulary import BAR_PARTS, Look

_IN_USE = later(
    "{service_area}, {activity_year}: {realised_occupancy_share:share} of the places were in use; "
    "the tariff was budgeted with {budgeted_occupancy_share:share}."
)
_EXPECTED_IN_USE = later(
    "{service_area}, {activity_year}: {realised_occupancy_share:share} of the places are expected "
    "to be in use; the tariff is budgeted with {budgeted_occupancy_share:share}."
)


def _basis(context: Context, row: Row) -> str:
    is_expected = row["basis"] == "expected"
    return phrase(context, "Expected") if is_expected else phrase(context, "Realised")


def _with_occupancy(context: Context, rows: Rows) -> Rows:
    return [row for row in rows if row["realised_occupancy_share"] is not None]


def _area_and_year(context: Context, row: Row) -> str:
    name = f"{row['service_area']} {row['activity_year']}"
    return phrase(context, "{year} (expected)", year=name) if row["basis"] == "expected" else name


def _places(field: str) -> Callable[[Context, Row], str]:
    """Places beside a bar, with a decimal where they are not whole."""
    return lambda context, row: context.language.number(row[field], 1 if row[field] % 1 else 0)


def _share_in_use(context: Context, row: Row, look: Look) -> str:
    share = row["realised_occupancy_share"]
    return context.language.percent(share, 0) if look is BAR_PARTS["in_use"] else ""


def _newest_occupancy(context: Context, rows: Rows) -> str:
    """The last year that is over, else the last: how many places were in use."""
    known, n_hidden = _with_occupancy(context, rows), context.reading.n_hidden
    final = [row for row in known if row["basis"] == "final"]
    summary = "" if n_hidden else phrase(context, "No activity has been delivered.")
    if known:
        summary = phrase(context, _IN_USE if final else _EXPECTED_IN_USE, (final or known)[-1])
    elif rows:
        summary = phrase(context, "Occupancy cannot be calculated: there are no places.")
    if n_hidden:
        summary += " " + phrase(
            context, "Service areas with fewer than 10 places in use are not shown."
        )
    return summary.strip()


def _crossed(context: Context) -> Rows:
    """Rules that providers cross, each with the provider's name; the newest year first."""
    providers = context.published.rows(
        "select * from marts.dim_provider where municipality_code = ?", context.view.municipality
    )
    names = {row["provider_id"]: row for row in providers}
    rules = read(
        context, "mart_provider_warnings", municipality(context), order="service_area, rule_id"
    )
    crossed = [
        # A provider that the register does not know is called by its id.
        {
            **row,
            "provider": names.get(
                row["provider_id"], {"name_da": row["provider_id"], "name_en": ""}
            ),
        }
        for row in rules
        if row["warning_status"] == "crossed"
    ]
    return sorted(crossed, key=lambda row: (-row["figure_year"], row["provider"]["name_da"]))


def _provider(context: Context, row: Row) -> str:
    return context.language.name(row["provider"])


def _by_rule(context: Context, rows: Rows) -> Rows:
    """A row for each provider and rule: the newest time it was crossed, how many, since when."""
    together: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        together.setdefault((row["provider_id"], row["rule_id"]), []).append(row)
    return [
        {**group[0], "n": len(group), "since_year": min(row["since_year"] for row in group)}
        for group in together.values()
    ]


def _figure(field: str) -> Callable[[Context, Row], str]:
    return lambda context, row: points(context.language, row["measure"], row[field])


def _newest_warning(context: Context, rows: Rows) -> str:
    if not rows:
        if context.reading.n_rows == context.reading.n_hidden:
            return phrase(
                context, "There is nothing to judge, or no rule (seeds/provider_warning_rules.csv)."
            )
        return context.none(phrase(context, "No rule of early warning is crossed."))
    providers = sorted({_provider(context, row) for row in rows})
    return phrase(
        context,
        "Early warning from {providers}. Newest: {what}",
        providers=context.language.all_of(providers),
        what=f"{_provider(context, rows[0])}: {warning_words(context.language, rows[0])}",
    )


CHARTS = (
    Chart(
        "provider_occupancy",
        title=later("Occupancy: budgeted and realised"),
        filters=(PROVIDER,),
        edition=PLACES,
        source=sources.ECONOMY,
        rows=mart("mart_provider_activity", by=of_provider, order="service_area, activity_year"),
        picture=_with_occupancy,
        label=_area_and_year,
        mark=Bars(
            parts(
                BAR_PARTS,
                in_use="activity_places",
                free="free_places",
            ),
            label=_share_in_use,
            hover=lambda context, row, look, size: (
                f"{context.codes.of(look)}: {context.language.number(size, 1)}",
            ),
        ),
        columns=(
            Col("Service area", "service_area"),
            Col("Year", lambda context, row: str(row["activity_year"])),
            Col("Realised or expected", _basis),
            only_beside("Budgeted", "budgeted_occupancy_share", "share", decimals=0),
            Col("Capacity", "capacity_places", "days", "Capacity", html=_places("capacity_places")),
            Col("Activity", "activity_places", "days", "Activity", html=_places("activity_places")),
            Col("Budgeted occupancy", "budgeted_occupancy_share", "share"),
            Col("Realised occupancy", "realised_occupancy_share", "share"),
        ),
        says=_newest_occupancy,
        under=lambda context, rows: subtitle(context, phrase(context, "places over the year")),
    ),
    Chart(
        "provider_warnings",
        title=later("Early warning from providers"),
        filters=(),
        edition=PLACES,
        source=sources.ECONOMY,
        is_list=True,
        rows=_crossed,
        picture=_by_rule,
        mark=Bars(
            parts(BAR_PARTS, warnings="n"),
            hover=lambda context, row, look, size: (warning_words(context.language, row),),
        ),
        columns=(
            Col("Provider", _provider),
            Col(
                "Service area",
                lambda context, row: "" if row["service_area"] == "-" else row["service_area"],
            ),
            Col("Year", lambda context, row: str(row["figure_year"])),
            Col("Realised or expected", _basis),
            Col("Rule", own_name, beside="Rule"),
            Col("Figure", _figure("figure_share")),
            Col("Limit", _figure("threshold_share")),
            Col("Since", lambda context, row: str(row["since_year"]), beside="Since"),
            Col("Decided by", "decided_by"),
            Col("Decided", "decided_on", "date"),
            Col("Case", "case_number"),
        ),
        says=_newest_warning,
        under=lambda context, rows: told_of(context, phrase(context, "All providers")),
    ),
)
