"""What of the catalogues could not be used, or waits for a person: each by its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from dashboard.reading.context import Context
from dashboard.reading.marts import Row
from dashboard.words.language import later

_NAMED = 5
"""How many are named; the others are counted."""

_SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "is_overlapping": later("Versions whose days overlap; the newer one is compared: {names}."),
        "is_rewritten": later("Versions delivered again with another text: {names}."),
        "is_unknown": later("Departments the organisation has not; not compared: {names}."),
        "unknown_service": later("Confirmed as one service, but no catalogue has them: {names}."),
        "ambiguous": later("Confirmed more than once, and not compared: {names}."),
        "undecided": later("May be one service; nobody has decided: {names}."),
    }
)


def cautions(context: Context) -> list[str]:
    """Sentences, one for each kind of trouble there is."""
    versions = context.published.rows(
        """
        select *, not is_known_department as is_unknown from marts.mart_catalogue_versions
        where municipality_code = ? and (is_overlapping or is_rewritten or not is_known_department)
        order by department_code, service_name, version
        """,
        context.view.municipality,
    )
    matches = context.published.rows(
        """
        select * from marts.mart_service_matches
        where municipality_code = ? and match_status not in ('confirmed', 'rejected')
        order by service_code_a, service_code_b
        """,
        context.view.municipality,
    )
    found = {
        "is_overlapping": [_version(row) for row in versions if row["is_overlapping"]],
        "is_rewritten": [_version(row) for row in versions if row["is_rewritten"]],
        "is_unknown": [str(row["department_code"]) for row in versions if row["is_unknown"]],
    }
    for row in matches:
        pair = f"{row['service_code_a']} / {row['service_code_b']}"
        found.setdefault(row["match_status"], []).append(pair)
    return [
        context.language.text(sentence, names=_named(context, found[code]))
        for code, sentence in _SENTENCES.items()
        if found.get(code)
    ]


def _version(row: Row) -> str:
    return f"{row['department_code']} {row['service_name']} {row['version']}"


def _named(context: Context, names: Sequence[str]) -> str:
    """The first few names, and how many more there are."""
    names = list(dict.fromkeys(names))
    more = len(names) - _NAMED
    if more <= 0:
        return context.language.all_of(names)
    words = context.language.plural("and {n} more", "and {n} more", more)
    return f"{', '.join(names[:_NAMED])} {words}"
