"""Filters of the case audits: the round."""

from __future__ import annotations

from dashboard.reading.marts import Published, Row
from dashboard.reading.view import MUNICIPALITY, Filter, View
from dashboard.words.language import later


def rounds(published: Published, view: View) -> tuple[Row, ...]:
    """Rounds of the municipality, newest first; they hold no figure of a citizen."""
    return published.rows(
        "select * from marts.dim_audit_round where municipality_code = ?"
        " order by drawn_on desc, round_id desc",
        view.municipality,
    )


AUDIT_ROUND = Filter(
    "audit_round",
    later("Rounds"),
    lambda published, view: {
        str(row["round_id"]): str(row["round_name"]) for row in rounds(published, view)
    },
    within=(MUNICIPALITY,),
)
