"""The public edition: whole periods only, and a period once published stays as it was.

Two runs a day apart differ by the outcomes of that day, which may be those of one person. So a
public table holds no period that is not over, and a run repeats what the run before it published
of a period, until a restatement with a reason makes it anew (docs/decisions.md, "The public
edition over time").
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import datetime

import duckdb

PERIODS = "public_periods"
"""The table that says in which run each period of a public table was published."""

COLUMNS_CHANGED = "The table has other columns in this version of Sagspuls."
"""Why a table is restated that cannot repeat what was published."""

WINDOW_MONTHS = 12
"""Months after an initiative over which `mart_initiative_effect` measures what came of it."""

_SERIES = ("municipality_b", "indicator_id", "goal_id", "initiative_id", "provider_id")
"""What has a history of its own in a municipality: a new indicator brings its history with it."""

_PERIOD_COLUMNS = (
    ("period_grain", "period_start"),
    ("period_start",),
    ("year_start_on",),
    ("round_id",),
    ("activity_year",),
    ("figure_year",),
    ("year",),
)
"""The first of these that a table has are the columns of its period."""

_QUARTERLY = frozenset({"mart_complaint_signals_public"})
"""Tables whose periods are quarters and do not say so."""

_TOGETHER = ("municipality_code", "_series", "org_level", "breakdown", "clock")
"""Columns that tell one table of figures from another: its figures are hidden together."""

_KEY = "municipality_code, _series, _period"


@dataclass(frozen=True)
class Edition:
    """What publishing did to the public edition, in periods of tables."""

    n_new: int = 0
    """Published for the first time."""
    n_kept: int = 0
    """Repeated as they were published before."""
    n_differing: int = 0
    """Of those kept: the build would make something else of them now."""
    n_restated: int = 0
    """Published before, and made anew as something else."""


@dataclass(frozen=True)
class _Table:
    """A public table, and the SQL that tells its periods apart."""

    name: str
    columns: tuple[str, ...]

    @property
    def period(self) -> tuple[str, ...]:
        """Columns of the period; none where the table speaks of the newest day alone."""
        if "known_on" in self.columns:
            return ()
        return next((names for names in _PERIOD_COLUMNS if set(names) <= set(self.columns)), ())

    @property
    def is_plan(self) -> str:
        """SQL: a row says what is expected; it is no outcome and may change."""
        return "coalesce(basis = 'expected', false)" if "basis" in self.columns else "false"

    def with_key(self, marts: str) -> str:
        """SQL of the rows of the table in a schema, each with the key of its period."""
        series = [name for name in _SERIES if name in self.columns]
        if "goal_id" in series and "source" in self.columns:
            series.append("source")  # Audits of a year are made after it.
        texts = [f"coalesce(cast({name} as varchar), '-')" for name in series]
        period = [f"cast({name} as varchar)" for name in self.period] or ["'newest'"]
        return (
            f"select {', '.join(self.columns)}, "
            f"concat_ws(' ', {', '.join(texts) or repr('')}) as _series, "
            f"concat_ws(' ', {', '.join(period)}) as _period "
            f"from {marts}.{self.name} where not {self.is_plan}"
        )

    @property
    def is_whole(self) -> str:
        """SQL: the period of a row is over on the data date of its municipality."""
        tests = ["_ends_on <= _data_date"]
        if "is_partial" in self.columns:
            tests.append("not coalesce(is_partial, false)")
        if "n_months_after" in self.columns:
            tests.append(f"coalesce(n_months_after, {WINDOW_MONTHS}) = {WINDOW_MONTHS}")
        return " and ".join(tests)

    @property
    def ends_on(self) -> str:
        """SQL of the last day of a row's period; the last whole month where it has none."""
        match self.period:
            case ("period_grain", "period_start"):
                return (
                    "cast(period_start + case period_grain when 'month' then interval 1 month "
                    "when 'quarter' then interval 3 months else interval 1 year end as date) - 1"
                )
            case ("period_start",):
                months = 3 if self.name in _QUARTERLY else 1
                return f"cast(period_start + interval {months} months as date) - 1"
            case ("year_start_on",):
                return "cast(year_start_on + interval 1 year as date) - 1"
            case ("round_id",):
                return (
                    "coalesce((select max(closed_on) from marts.dim_survey_round as asked "
                    "where asked.municipality_code = keyed.municipality_code "
                    "and asked.round_id = keyed.round_id), date '0001-01-01')"
                )
            case (year,):
                return f"make_date(cast({year} as integer), 12, 31)"
        return "cast(date_trunc('month', _data_date + 1) as date) - 1"


def make_edition(
    connection: duckdb.DuckDBPyConnection,
    *,
    run_id: str,
    published_at: datetime,
    earlier: str | None = None,
    restate: str | None = None,
) -> Edition:
    """Turn the public tables of schema `marts` from what was built into what is published.

    Args:
        connection: on the file that will be published.
        run_id: name of the run that is published.
        published_at: when (UTC).
        earlier: the attached file of the run published before, if there is one.
        restate: why every period is made anew; where not given, none that was published is.

    Returns:
        How many periods of tables are new, kept and restated.
    """
    connection.begin()  # One commit: each waits for the disk.
    total = [0, 0, 0, 0]
    tables = _tables(connection, None)
    before = {table.name: table for table in _tables(connection, earlier)} if earlier else {}
    _read_earlier_periods(connection, earlier, run_id)
    connection.execute(f"delete from marts.{PERIODS}")
    for table in tables:
        there = before.get(table.name)
        reason = restate if there in (None, table) else COLUMNS_CHANGED
        _read_made(connection, table)
        _read_published(connection, table, earlier if there == table else None)
        _write_rows(connection, table, is_restated=reason is not None)
        made = _write_periods(connection, table, run_id, published_at, reason)
        total = [a + b for a, b in zip(total, astuple(made), strict=True)]
    _drop_curves_of_hidden_cohorts(connection)
    connection.commit()
    return Edition(*total)


def _tables(connection: duckdb.DuckDBPyConnection, catalog: str | None) -> list[_Table]:
    """The public tables of schema `marts` in the file itself or in an attached one."""
    rows = connection.execute(
        "select table_name, list(column_name order by column_name) "
        "from information_schema.columns where table_schema = 'marts' "
        "and table_catalog = coalesce(?, current_database()) and ends_with(table_name, '_public') "
        "group by table_name order by table_name",
        [catalog],
    ).fetchall()
    return [_Table(name, tuple(columns)) for name, columns in rows]


def _read_earlier_periods(
    connection: duckdb.DuckDBPyConnection, earlier: str | None, run_id: str
) -> None:
    """Read what was published before this run; a verification repeats it from the run itself."""
    source = f"{earlier}.marts.{PERIODS}" if earlier else f"marts.{PERIODS} limit 0"
    connection.execute(f"create or replace temp table earlier_periods as from {source}")
    connection.execute("delete from earlier_periods where published_in = ?", [run_id])


def _read_made(connection: duckdb.DuckDBPyConnection, table: _Table) -> None:
    """Read the whole periods of a table as they are built."""
    connection.execute(
        "create or replace temp table made as with "
        "dates as (select municipality_code, max(observed_until) as _data_date "
        "from marts.fct_cases group by municipality_code), "
        f"keyed as ({table.with_key('marts')}), "
        f"dated as (select keyed.*, _data_date, {table.ends_on} as _ends_on "
        "from keyed inner join dates using (municipality_code)) "
        f"select * exclude (_data_date) from dated where {table.is_whole}"
    )


def _read_published(
    connection: duckdb.DuckDBPyConnection, table: _Table, earlier: str | None
) -> None:
    """Read the periods of a table that were published, and which of them the build changes."""
    if earlier is None:
        connection.execute("create or replace temp table published as from made limit 0")
        connection.execute(
            f"create or replace temp table differing as select {_KEY} from made limit 0"
        )
        return
    connection.execute(
        "create or replace temp table published as "
        f"with keyed as ({table.with_key(f'{earlier}.marts')}) "
        "select keyed.*, periods.ends_on as _ends_on from keyed "
        f"inner join earlier_periods as periods on periods.mart = '{table.name}' "
        "and periods.municipality_code = keyed.municipality_code "
        "and periods.series = _series and periods.period = _period"
    )
    if not table.period:
        # It speaks of the newest day: made anew once a month has ended, and not before.
        connection.execute(
            "delete from published where _ends_on < (select max(_ends_on) from made "
            "where made.municipality_code = published.municipality_code)"
        )
    both = ("made", "published"), ("published", "made")
    # A later data date alone changes no figure.
    figures = ", ".join(
        name for name in (*table.columns, "_series", "_period") if name != "data_date"
    )
    differences = " union all ".join(
        f"select {_KEY} from (select {figures} from {one} except all select {figures} from {other})"
        for one, other in both
    )
    connection.execute(
        f"create or replace temp table differing as select distinct {_KEY} "
        f"from ({differences}) semi join published using ({_KEY})"
    )


def _write_rows(connection: duckdb.DuckDBPyConnection, table: _Table, *, is_restated: bool) -> None:
    """Write what is published: periods published before as they were, the others as built."""
    name = f"marts.{table.name}"
    kept = "select * from published limit 0" if is_restated else "select * from published"
    connection.execute(
        f"create or replace temp table written as with kept as ({kept}) "
        f"select *, true as _is_kept from kept union all by name "
        f"select *, false as _is_kept from made anti join kept using ({_KEY})"
    )
    if connection.execute("select 1 from written where _is_kept limit 1").fetchone():
        _hide_mixed(connection, table)
    columns = ", ".join(table.columns)
    plans = f"select {columns} from {name} where {table.is_plan}"
    connection.execute(
        f"create or replace table {name} as select {columns} from written "
        f"union all {plans} order by all"
    )


def _hide_mixed(connection: duckdb.DuckDBPyConnection, table: _Table) -> None:
    """Hide a new quarter or year of which one part was published and another is hidden.

    A build shows or hides all months of a year together. Here a month may have been published
    before a later one turned out to be small: the total less the months shown would tell it.
    """
    if table.period != ("period_grain", "period_start") or "is_suppressed" not in table.columns:
        return
    together = [name for name in _TOGETHER if name in ("_series", *table.columns)]
    names, wholes = ", ".join(together), ", ".join(f"whole.{name}" for name in together)
    for grain in ("quarter", "year"):
        connection.execute(
            "create or replace temp table mixed as with tables as ("
            f"select {names}, period_grain, period_start, _ends_on, _is_kept, "
            "bool_or(is_suppressed) as is_hidden, bool_or(not is_suppressed) as is_shown "
            f"from written group by all) select {wholes}, whole.period_start "
            f"from tables as whole inner join tables as part using ({names}) "
            "where whole.period_grain = $grain and not whole._is_kept "
            "and part.period_grain in ('month', 'quarter') "
            "and part.period_grain <> whole.period_grain "
            "and part.period_start >= whole.period_start and part._ends_on <= whole._ends_on "
            "group by all having bool_or(part.is_hidden) "
            "and bool_or(part._is_kept and part.is_shown)",
            {"grain": grain},
        )
        _hide(connection, table, grain, [*together, "period_start"])


def _hide(connection: duckdb.DuckDBPyConnection, table: _Table, grain: str, key: list[str]) -> None:
    """Give rows of `mixed` what the hidden rows of the table have: a key and no figures."""
    texts = ", ".join(f"count({name}) as {name}" for name in table.columns)
    counts = connection.execute(f"select {texts} from written where is_suppressed").fetchone()
    if not counts or not counts[table.columns.index("is_suppressed")]:
        return  # Nothing is hidden, so nothing is mixed.
    empty = [name for name, n in zip(table.columns, counts, strict=True) if n == 0]
    sets = ["is_suppressed = true", *(f"{name} = null" for name in empty)]
    if "status" in table.columns:
        sets.append("status = 'too_few'")
    test = " and ".join(f"mixed.{name} = written.{name}" for name in key)
    connection.execute(
        f"update written set {', '.join(sets)} where period_grain = $grain and not _is_kept "
        f"and not is_suppressed and exists (select 1 from mixed where {test})",
        {"grain": grain},
    )


def _write_periods(
    connection: duckdb.DuckDBPyConnection,
    table: _Table,
    run_id: str,
    published_at: datetime,
    reason: str | None,
) -> Edition:
    """Say of each period in which run it was published, and why it was restated.

    Returns:
        How many periods of the table are new, kept and restated.
    """
    all_changed = reason == COLUMNS_CHANGED
    connection.execute(
        "create or replace temp table judged as with "
        f"periods as (select distinct {_KEY}, _ends_on from written) "
        "select periods.*, before.published_in, before.published_at, before.restated_because, "
        "before.mart is null as is_new, "
        f"$all_changed or differing._period is not null as is_changed, "
        "not is_new and is_changed and $reason is not null as is_restated "
        "from periods left join earlier_periods as before on before.mart = $mart "
        "and before.municipality_code = periods.municipality_code "
        "and before.series = periods._series and before.period = periods._period "
        "and before.ends_on >= periods._ends_on "
        "left join differing on differing.municipality_code = periods.municipality_code "
        "and differing._series = periods._series and differing._period = periods._period",
        {"mart": table.name, "reason": reason, "all_changed": all_changed},
    )
    connection.execute(
        f"insert into marts.{PERIODS} by name "
        "select $mart as mart, municipality_code, _series as series, _period as period, "
        "_ends_on as ends_on, "
        "case when is_new or is_restated then $run else published_in end as published_in, "
        "case when is_new or is_restated then $at else published_at end as published_at, "
        "case when is_restated then $reason else restated_because end as restated_because "
        "from judged order by all",
        {"mart": table.name, "run": run_id, "at": published_at, "reason": reason},
    )
    row = connection.execute(
        "select count(*) filter (is_new), count(*) filter (not is_new and not is_restated), "
        "count(*) filter (not is_new and not is_restated and is_changed), "
        "count(*) filter (is_restated) from judged"
    ).fetchone()
    return Edition(*(row or ()))


def _drop_curves_of_hidden_cohorts(connection: duckdb.DuckDBPyConnection) -> None:
    """Leave out the curve of a cohort that is hidden: its table says so."""
    cohorts, curve = "mart_time_to_decision_public", "mart_time_to_decision_curve_public"
    tables = {table.name for table in _tables(connection, None)}
    if {cohorts, curve} <= tables:
        keys = (
            "municipality_code",
            "clock",
            "breakdown",
            "breakdown_code",
            "period_grain",
            "period_start",
        )
        same = " and ".join(f"cohorts.{key} = curve.{key}" for key in keys)
        connection.execute(
            f"delete from marts.{curve} as curve where exists (select 1 from marts.{cohorts} "
            f"as cohorts where {same} and cohorts.is_suppressed)"
        )
