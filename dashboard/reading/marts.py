"""The published marts: one read-only connection a run, a cursor a call, answers kept by run."""

from __future__ import annotations

import secrets
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

import duckdb

from dashboard.reading.codes import Codes, by_list
from dashboard.reading.periods import Period
from dashboard.words.language import Language
from dashboard.words.vocabulary import HIDDEN
from warehouse.base.errors import SagspulsError
from warehouse.base.settings import Settings
from warehouse.publish.run_file import DAMAGED, connect_run, unreadable
from warehouse.publish.runs import Run, current_run

Row = Mapping[str, Any]
T = TypeVar("T")

_KEPT_ANSWERS = 2000


@dataclass(frozen=True)
class Cell:
    """A row of `mart_scorecard`, or of its public edition (there `hidden` is a status too)."""

    municipality_code: str
    indicator_id: str
    period_grain: str
    period_start: date
    period_end: date
    is_partial: bool
    org_level: str
    org_code: str
    breakdown: str
    breakdown_code: str
    status: str
    n: int | None = None
    numerator: int | None = None
    value: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    target: float | None = None
    spc_mean: float | None = None
    spc_lower: float | None = None
    spc_upper: float | None = None
    spc_rule: str | None = None
    spc_signal: str | None = None
    since: date | None = None
    data_date: date | None = None
    target_id: str | None = None
    n_excluded: int | None = None
    n_36_months: int | None = None
    is_suppressed: bool = False


_CELL_FIELDS = [field.name for field in fields(Cell)]


_PASSING_KEY = secrets.token_hex(32)


class Published:
    """One published run, open for reading.

    The file of a run never changes, so an answer is right for as long as the run is the current
    one: answers are kept by what was asked, and thrown away with the run.
    """

    def __init__(self, run: Run, settings: Settings) -> None:
        self.run = run
        self._settings = settings
        config: dict[str, Any] = {"memory_limit": settings.memory_limit}
        if settings.threads:
            config["threads"] = settings.threads
        self._connection = connect_run(settings, run, config)
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def case_names_key(self) -> str:
        """The key of the short names of cases; a passing one where none was published yet."""
        try:
            return self._settings.case_names_key.read_text(encoding="ascii")
        except OSError:
            return _PASSING_KEY

    def kept(self, asked: Hashable, answer: Callable[[], T]) -> T:
        """The answer to what was asked, worked out once a run."""
        with self._lock:
            if asked in self._answers:
                self._answers.move_to_end(asked)
                found: T = self._answers[asked]
                return found
        worked_out = answer()
        with self._lock:
            self._answers[asked] = worked_out
            while len(self._answers) > _KEPT_ANSWERS:
                self._answers.popitem(last=False)
        return worked_out

    def rows(self, sql: str, *given: object) -> tuple[Row, ...]:
        """Rows of a query, by column name; do not change them.

        Raises:
            SagspulsError: the run was built before what is asked for was there.
            RunUnreadable: its file is damaged.
        """

        def read() -> tuple[Row, ...]:
            cursor = self._connection.cursor()
            try:
                found = cursor.execute(sql, list(given))
                names = [column[0] for column in found.description or []]
                return tuple(dict(zip(names, row, strict=True)) for row in found.fetchall())
            except (duckdb.CatalogException, duckdb.BinderException) as error:
                raise SagspulsError(
                    f"Run {self.run.run_id} was built by another version of Sagspuls, and does not "
                    f"have all that this one shows: {str(error).splitlines()[0]}",
                    "Run `sagspuls build --publish`.",
                ) from error
            except DAMAGED as error:
                raise unreadable(self._settings, self.run, str(error)) from error
            finally:
                cursor.close()

        return self.kept((sql, given), read)

    def cells(
        self,
        *,
        public: bool,
        municipality: str | None = None,
        indicator: str | None = None,
        period: Period | None = None,
        grain: str | None = None,
        until: date | None = None,
        org_level: str | None = None,
        org_code: str | None = None,
        breakdown: str | None = None,
        breakdown_code: str | None = None,
    ) -> tuple[Cell, ...]:
        """Cells of the scorecard, oldest first.

        Args:
            public: read the disclosure-controlled edition; every file that leaves the house does.
            municipality: only this municipality's.
            indicator: only this indicator's.
            period: only this period's.
            grain: only periods of this length.
            until: only periods that start on this day or before.
            org_level: only this level's.
            org_code: only this organisation's.
            breakdown: only this breakdown's.
            breakdown_code: only this code's.
        """
        table = "mart_scorecard_public" if public else "mart_scorecard"
        asked = {
            "municipality_code": municipality,
            "indicator_id": indicator,
            "period_grain": period.grain if period else grain,
            "period_start": period.start if period else None,
            "org_level": org_level,
            "org_code": org_code,
            "breakdown": breakdown,
            "breakdown_code": breakdown_code,
        }
        given: list[object] = [value for value in asked.values() if value is not None]
        tests = [f"{column} = ?" for column, value in asked.items() if value is not None]
        if until is not None:
            tests.append("period_start <= ?")
            given.append(until)
        sql = (
            f"select * from marts.{table} where {' and '.join(tests) or 'true'}"
            " order by period_start, indicator_id, org_level, org_code, breakdown, breakdown_code"
        )

        def read() -> tuple[Cell, ...]:
            return tuple(
                Cell(
                    **{name: row[name] for name in _CELL_FIELDS if name in row}
                    | ({"status": HIDDEN.code} if row.get("is_suppressed") else {})
                )
                for row in self.rows(sql, *given)
            )

        return self.kept(("cells", sql, tuple(given)), read)

    def status_counts(
        self,
        list_of: str,
        *,
        municipality: str,
        period: Period | None,
        org: tuple[str, str],
        indicator: str = "all",
        breakdown: tuple[str, str] = ("all", "all"),
        field: str = "n",
    ) -> Counter[str]:
        """How many cells of a list have each status.

        Args:
            list_of: `goals`, `case_types` or `organisations`.
            municipality: whose.
            period: in which; none has no cells.
            org: level and code of the organisation the list is of.
            indicator: of the cells.
            breakdown: of the cells, with its code.
            field: `n`, or `n_shares` for those that are shares.
        """
        if period is None:
            return Counter()
        found = self.rows(
            f"""
            select status, {field} as n from marts.mart_status_counts
            where list_of = ? and municipality_code = ? and indicator_id = ? and period_grain = ?
                and period_start = ? and org_level = ? and org_code = ? and breakdown = ?
                and breakdown_code = ?
            """,
            *(list_of, municipality, indicator, period.grain, period.start),
            *org,
            *breakdown,
        )
        return Counter({str(row["status"]): row["n"] for row in found})

    def codes(self, language: Language) -> Codes:
        """The words of codes in a language, read once a run."""
        rows = "select * from marts.dim_code order by code_list, code_no nulls last, name_da"
        lists = self.kept(("codes",), lambda: by_list(self.rows(rows)))
        return Codes(self.run.run_id, lists, language)

    def municipalities(self) -> tuple[Row, ...]:
        """Municipalities with figures, by name."""
        return self.rows(
            """
            with named as (
                select org_code, name_da, name_en,
                    row_number() over (
                        partition by org_code order by valid_from desc nulls last) as nth
                from marts.dim_organisation
                where org_level = 'municipality'
            )
            select seen.municipality_code as code,
                coalesce(named.name_da, seen.municipality_code) as name_da,
                coalesce(named.name_en, named.name_da, seen.municipality_code) as name_en
            from (select distinct municipality_code from marts.mart_scorecard) as seen
            left join named on named.org_code = seen.municipality_code and named.nth = 1
            order by name_da
            """
        )

    def organisations(self, municipality: str) -> tuple[Row, ...]:
        """Departments and units of a municipality that have figures: code, parent, names."""
        return self.rows(
            """
            with named as (
                select org_level, org_code, parent_code, name_da, name_en,
                    row_number() over (
                        partition by org_level, org_code order by valid_from desc nulls last
                    ) as nth
                from marts.dim_organisation
                where municipality_code = ?
            )
            select seen.org_level, seen.org_code as code, named.parent_code,
                coalesce(named.name_da, seen.org_code) as name_da,
                coalesce(named.name_en, named.name_da, seen.org_code) as name_en
            from (
                select distinct org_level, org_code from marts.mart_scorecard
                where municipality_code = ? and org_level in ('department', 'unit')
            ) as seen
            left join named
                on named.org_level = seen.org_level
                and named.org_code = seen.org_code
                and named.nth = 1
            order by seen.org_level, named.parent_code, name_da
            """,
            municipality,
            municipality,
        )

    def case_types(self, municipality: str) -> tuple[Row, ...]:
        """Case types of a municipality that have figures: code and names."""
        return self.rows(
            """
            select seen.breakdown_code as code,
                coalesce(any_value(named.name_da), seen.breakdown_code) as name_da,
                coalesce(any_value(named.name_en), any_value(named.name_da), seen.breakdown_code)
                    as name_en
            from (
                select distinct breakdown_code from marts.mart_scorecard
                where municipality_code = ? and breakdown = 'case_type'
            ) as seen
            left join marts.dim_case_type as named on named.case_type_code = seen.breakdown_code
            group by seen.breakdown_code
            order by name_da
            """,
            municipality,
        )

    def indicators(self) -> tuple[Row, ...]:
        """Indicators: id, names, unit and direction."""
        return self.rows("select * from marts.dim_indicator order by indicator_id")

    def quality_goals(self) -> tuple[Row, ...]:
        """The quality goals in their order: id, indicator, names, legal basis, denominator."""
        return self.rows("select * from marts.dim_quality_goal order by goal_no")

    def initiatives(self, municipality: str, goal: str | None) -> tuple[Row, ...]:
        """Initiatives of a municipality, newest first: for a quality goal, else for no goal."""
        return self.rows(
            """
            select initiatives.*, goals.goal_id
            from marts.dim_initiative as initiatives
            left join marts.dim_quality_goal as goals using (indicator_id)
            where municipality_code = ? and goals.goal_id is not distinct from ?
            order by starts_on desc, initiative_id
            """,
            municipality,
            goal,
        )

    def undecided_targets(self) -> frozenset[str]:
        """Targets that name no decision behind them."""
        found = self.rows("select target_id from marts.dim_target where not has_decision")
        return frozenset(str(row["target_id"]) for row in found)

    def periods(self, municipality: str, grain: str) -> tuple[Row, ...]:
        """Periods of one length with figures, newest first: start and whether it is partial."""
        return self.rows(
            """
            select period_start, bool_or(is_partial) as is_partial
            from marts.mart_scorecard
            where municipality_code = ? and period_grain = ? and n > 0
            group by period_start
            order by period_start desc
            """,
            municipality,
            grain,
        )


class Marts:
    """The door to whatever run is current: notices when another one is published."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._seen: tuple[object, ...] = ()
        self._open: Published | None = None
        self._lock = threading.Lock()

    def current(self) -> Published:
        """The current run; a session that holds an older one can finish with it.

        Raises:
            NothingPublished: there is no run to read yet.
            RunUnreadable: there is one that cannot be read.
        """
        with self._lock:
            run = current_run(self.settings)
            state = run.path.stat()
            seen = (run.run_id, state.st_mtime_ns, state.st_ino, state.st_size)
            if self._open is None or seen != self._seen:
                self._open = None
                self._open = Published(run, self.settings)
                self._seen = seen
            return self._open


@lru_cache(maxsize=8)
def marts_of(settings: Settings) -> Marts:
    """The one door a process has to a data folder."""
    return Marts(settings)
