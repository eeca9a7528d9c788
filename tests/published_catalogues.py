"""Small marts of the catalogues for the published run that tests read; see `published_fixture`."""

from __future__ import annotations

import duckdb

UNEXPLAINED = "Rehabiliteringsforløb"
"""The service with a difference nobody explains."""

TEXTS = ("Hver 3. uge", "Hver 2. uge")
"""What the two catalogues say of how often practical help is given."""

_ATTRIBUTES = (
    "service", "target_group", "content", "extent", "frequency", "time_limit_days", "supplier",
    "price_dkk", "legal_basis", "quality_standard",
)  # fmt: skip

_SERVICES = (
    ("ABL54-B", "Ældrebolig", "only_b", True),
    ("SEL83-PH", "Praktisk hjælp", "both", True),
    ("SEL83A-RE", UNEXPLAINED, "both", True),
    ("SUL138", "Sygepleje", "both", False),
)

_VALUES: dict[tuple[str, str], tuple[str | None, str | None]] = {
    ("SEL83-PH", "frequency"): TEXTS,
    ("SEL83-PH", "price_dkk"): ("0.00", "62.50"),
    ("SEL83A-RE", "time_limit_days"): ("14", "7"),
    ("SEL83A-RE", "quality_standard"): (None, None),
}

_TOLD: dict[tuple[str, str], tuple[str, str, str | None, str | None, str | None, str | None]] = {
    ("SEL83-PH", "frequency"): (
        "political_decision", "explained", "Budgettet.", "SOU 2025-17", "Myndighed", "final",
    ),
    ("SEL83-PH", "price_dkk"): (
        "political_decision", "no_decision_reference", None, None, "Myndighed", "hearing",
    ),
    ("SEL83A-RE", "time_limit_days"): ("not_explained", "not_explained", None, None, None, None),
    ("ABL54-B", "service"): (
        "organisation", "explained", "Boligerne hører til SUF.", None, "Bolig", "described",
    ),
}  # fmt: skip


def write_catalogues(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the marts of the catalogues beside a scorecard that is there already."""
    connection.execute(
        """
        create table marts.mart_catalogue_comparison (
            municipality_code varchar, department_a varchar, department_b varchar,
            service_code varchar, other_service_code varchar, attribute_code varchar,
            service_name varchar, service_group varchar, version_a varchar, version_b varchar,
            value_a varchar, value_b varchar, outcome varchar, reason varchar,
            reason_status varchar, explanation varchar, decision_reference varchar, owner varchar,
            status varchar, attribute_no integer, due_on date, valid_from date, valid_to date,
            as_of_on date, is_matched boolean, is_current boolean, needs_reason boolean,
            is_overdue boolean
        )
        """
    )
    places = connection.execute(
        "select distinct municipality_code from marts.mart_scorecard"
    ).fetchall()
    rows = [row for (place,) in places for row in _comparison(place)]
    marks = ", ".join("?" * 28)
    connection.executemany(f"insert into marts.mart_catalogue_comparison values ({marks})", rows)
    connection.execute(
        """
        create table marts.mart_catalogue_summary as
        select municipality_code, 'SOF' as department_a, 'SUF' as department_b,
            4 as n_services, 1 as n_out_of_scope, 0 as n_same, 2 as n_different, 1 as n_only_one,
            4 as n_differences, 2 as n_explained, 1 as n_no_decision_reference,
            1 as n_not_explained, 1 as n_overdue, 1 as n_overlapping,
            0 as n_rewritten, 0 as n_matches_confirmed,
            2 as n_matches_undecided, 0 as n_matches_unusable, date '2025-12-31' as as_of_on
        from (select distinct municipality_code from marts.mart_scorecard)
        """
    )
    connection.execute(
        """
        create table marts.dim_service as
        select distinct municipality_code, service_code, service_code as compared_as, service_name,
            case when outcome = 'out_of_scope' then 'Sygepleje er ikke med' end as scope_reason_da,
            case when outcome = 'out_of_scope' then 'Nursing is not part of it' end
                as scope_reason_en,
            outcome <> 'out_of_scope' as is_in_scope
        from marts.mart_catalogue_comparison
        where attribute_code = 'service'
        """
    )
    connection.execute(
        """
        create table marts.mart_catalogue_changes as
        select places.municipality_code, changes.*, 'Praktisk hjælp' as service_name,
            'SEL83-PH' as service_code, 'frequency' as attribute_code, 4 as attribute_no,
            true as is_in_scope
        from (select distinct municipality_code from marts.mart_scorecard) as places
        cross join (
            values
                ('SUF', 'changed', '2023', '2025', 'Hver uge', 'Hver 2. uge', date '2025-01-01',
                    true),
                ('SUF', 'changed', '2021', '2023', 'Dagligt', 'Hver uge', date '2023-01-01', false)
        ) as changes (department_code, change_kind, former_version, new_version, old_value,
            new_value, changed_on, is_latest)
        """
    )


def _comparison(place: str) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for code, name, has, is_in_scope in _SERVICES:
        for number, attribute in enumerate(_ATTRIBUTES):
            same = name if attribute == "service" else f"{attribute} {code}"
            if attribute in ("time_limit_days", "price_dkk"):
                same = "14"
            value_a, value_b = _VALUES.get((code, attribute), (same, same))
            value_a = None if has == "only_b" else value_a
            outcome = "same" if value_a == value_b else "different"
            outcome = "only_one_has_it" if has == "only_b" else outcome
            outcome = "not_stated" if value_b is None else outcome
            outcome = outcome if is_in_scope else "out_of_scope"
            told = _TOLD.get((code, attribute), (None,) * 6)
            is_late = told[5] == "hearing"
            rows.append(
                (
                    place, "SOF", "SUF", code, code, attribute, name, None,
                    None if has == "only_b" else "2025", "2025", value_a, value_b, outcome,
                    *told[:5], told[5], number, "2025-11-30" if is_late else None, "2025-01-01",
                    None, "2025-12-31", False, True, told[0] is not None, is_late,
                )
            )  # fmt: skip
    return rows
