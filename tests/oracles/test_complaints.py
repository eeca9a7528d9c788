"""The share of reversed complaints is Ankestyrelsen's omgørelsesprocent, by the mart's own SQL."""

from __future__ import annotations

from typing import Any

import duckdb
import jinja2
import pytest
from oracle_engine import macro_text

from warehouse.settings import PROJECT_ROOT

MART = PROJECT_ROOT / "models" / "marts" / "complaints" / "mart_complaint_reversals.sql"
PUBLISHED = (
    # ast.dk, "Begreber fra statistikken" (20.08.2021), shown there as 19 %
    ({"remitted": 19, "changed": 5, "upheld": 105}, 129, 24 / 129),
    # The same page for 2019, in percentages of one decimal: as many thousandths as complaints
    ({"remitted": 350, "changed": 156, "upheld": 494}, 1000, 0.506),
    # Dismissed complaints are in no denominator.
    ({"dismissed": 7}, 0, None),
)


def reversal_share(outcomes: list[str]) -> tuple[int, float | None]:
    """How many complaints were decided on the merits, and the share of them reversed."""
    macros = macro_text()
    environment = jinja2.Environment(extensions=["jinja2.ext.do"], undefined=jinja2.StrictUndefined)

    class Adapter:
        """dbt's dispatch, to the default."""

        def dispatch(self, name: str, _namespace: str) -> Any:
            """The default of a macro."""
            return getattr(template.module, f"default__{name}")

    names: dict[str, Any] = {"adapter": Adapter(), "ref": str, "return": lambda x: x}
    template = environment.from_string(macros, globals=names)
    model = environment.from_string(macros + MART.read_text(encoding="utf-8"), globals=names)
    sql = model.render().strip()
    with duckdb.connect() as connection:
        connection.execute(
            "create table fct_complaints as select '0999' as municipality_code, 'SOF' as "
            "department_code, 'HC' as unit_code, 'X' as case_type_code, unnest(?) as "
            "appeal_outcome, date '2017-02-01' as received_on, date '2017-03-01' as answered_on",
            [outcomes],
        )
        row = connection.execute(
            f"select n_on_merits, reversal_share from ({sql}) "
            "where org_level = 'municipality' and period_grain = 'year' and breakdown = 'total'"
        ).fetchone()
    assert row is not None
    return int(row[0]), row[1]


@pytest.mark.parametrize(("counts", "on_merits", "share"), PUBLISHED)
def test_the_omgoerelsesprocent_is_ankestyrelsen_s(
    counts: dict[str, int], on_merits: int, share: float | None
) -> None:
    outcomes = [name for name, n in counts.items() for _ in range(n)]
    assert reversal_share(outcomes) == (on_merits, share and pytest.approx(share, abs=1e-14))
