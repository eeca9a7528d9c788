"""The share of reversed complaints is Ankestyrelsen's omgørelsesprocent, by the mart's own SQL."""

from __future__ import annotations

import duckdb
import pytest
from models_dbt import Built

PUBLISHED = (
    # ast.dk, "Begreber fra statistikken" (20.08.2021), shown there as 19 %
    ({"remitted": 19, "changed": 5, "upheld": 105}, 129, 24 / 129),
    # The same page for 2019, in percentages of one decimal: as many thousandths as complaints
    ({"remitted": 350, "changed": 156, "upheld": 494}, 1000, 0.506),
    # Dismissed complaints are in no denominator.
    ({"dismissed": 7}, 0, None),
)


@pytest.mark.parametrize(("counts", "on_merits", "share"), PUBLISHED)
def test_the_omgoerelsesprocent_is_ankestyrelsen_s(
    small_build: Built, counts: dict[str, int], on_merits: int, share: float | None
) -> None:
    outcomes = [name for name, n in counts.items() for _ in range(n)]
    nodes = small_build.manifest["nodes"]
    complaints = nodes["model.sagspuls.fct_complaints"]
    mart = nodes["model.sagspuls.mart_complaint_reversals"]["compiled_code"]
    with duckdb.connect() as connection:
        connection.execute(f"attach ':memory:' as {complaints['database']}")
        connection.execute(f"create schema {complaints['database']}.{complaints['schema']}")
        connection.execute(
            f"create table {complaints['relation_name']} as select '0999' as municipality_code, "
            "'SOF' as department_code, 'HC' as unit_code, 'X' as case_type_code, unnest(?) as "
            "appeal_outcome, date '2017-02-01' as received_on, date '2017-03-01' as answered_on",
            [outcomes],
        )
        found = connection.execute(
            f"select n_on_merits, reversal_share from ({mart}) "
            "where org_level = 'municipality' and period_grain = 'year' and breakdown = 'total'"
        ).fetchall()
    assert found == [(on_merits, share and pytest.approx(share, abs=1e-14))]
