"""Filters of the user survey: the round, and the target group."""

from __future__ import annotations

from dashboard.reading.marts import Published, Row
from dashboard.reading.view import MUNICIPALITY, Filter, View, named
from dashboard.words.language import later


def rounds(published: Published, view: View) -> tuple[Row, ...]:
    """Rounds of the user survey of the municipality, newest first."""
    return published.rows(
        "select * from marts.dim_survey_round where municipality_code = ?"
        " order by closed_on desc, round_id desc",
        view.municipality,
    )


def _groups(published: Published, view: View) -> dict[str, str]:
    found = published.rows(
        "select target_group_code, name_da, name_en from marts.dim_target_group"
        " where is_known order by name_da"
    )
    return named(found, view.language, "target_group_code")


SURVEY_ROUND = Filter(
    "survey_round",
    later("Rounds"),
    lambda published, view: {
        str(row["round_id"]): str(row["round_name"]) for row in rounds(published, view)
    },
    within=(MUNICIPALITY,),
)
TARGET_GROUP = Filter(
    "target_group", later("Target groups"), _groups, all_of_them=later("All target groups")
)
