"""Every number of the Klager page once more: SQL of its own over the raw tables, and NumPy."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import numpy as np

TOPICS = "read_csv('seeds/complaint_topics.csv', all_varchar = true)"
Rows = dict[str, tuple[Any, ...]]


@dataclass(frozen=True)
class Asked:
    """A place and a period: a condition on `placed`, its first day, and the day after its last."""

    where: str
    start: date
    end: date

    @property
    def a_year_before(self) -> Asked:
        """The same period of the year before."""
        return Asked(
            self.where,
            self.start.replace(year=self.start.year - 1),
            self.end.replace(year=self.end.year - 1),
        )

    def received(self) -> str:
        """The condition of what came in."""
        return f"{self.where} and received_on >= '{self.start}' and received_on < '{self.end}'"

    def answered(self) -> str:
        """The condition of what was answered."""
        return f"{self.where} and answered_on >= '{self.start}' and answered_on < '{self.end}'"


def prepare(connection: duckdb.DuckDBPyConnection, file: str) -> None:
    """Attach a build file and make `placed` (complaints) and `parts` (points) of its raw tables."""
    connection.execute(f"attach '{file}' as built (read_only); use built")
    connection.execute(
        f"""
        create temp table own_cases as
        select distinct on (case_id) case_id, department_code, unit_code, case_type_code
        from raw.cases order by case_id, _loaded_at desc;
        create temp table placed as
        select k.*, coalesce(k.department_code, c.department_code) as dep,
            coalesce(k.unit_code, c.unit_code) as uni, c.case_type_code as kind,
            datediff('day', k.received_on, k.answered_on) as waited,
            exists (
                from raw.complaints as e
                where (
                        e.citizen_key = k.citizen_key
                        or (k.citizen_key is null and e.citizen_key is null
                            and e.case_id = k.case_id)
                    )
                    and (e.received_on, e.complaint_id) < (k.received_on, k.complaint_id)
                    and datediff('day', e.received_on, k.received_on) <= 365
            ) as again
        from raw.complaints as k left join own_cases as c on c.case_id = k.case_id;
        create temp table parts as
        select p.*, coalesce(p.area, t.area, '-') as main_area, m.dep, m.uni, m.received_on,
            m.channel
        from raw.complaint_points as p
        inner join placed as m using (complaint_id)
        left join {TOPICS} as t on t.topic_code = p.topic_code;
        create temp table made as
        select d.decided_on, coalesce(d.unit_code, c.unit_code) as uni, c.department_code as dep
        from (select distinct on (decision_id) * from raw.decisions order by decision_id,
            _loaded_at desc) as d
        left join own_cases as c on c.case_id = d.case_id;
        create temp table quarters as
        select unnest(generate_series(
            (select date_trunc('quarter', min(received_on)) from placed),
            (select max(received_on)::timestamp from placed), interval 3 month))::date as quarter_on
        """
    )


def by_quarter(connection: duckdb.DuckDBPyConnection, asked: Asked) -> list[tuple[Any, ...]]:
    """First day, complaints, points, mean and limits of every quarter with its limits."""
    rows = connection.execute(
        f"""
        select quarter_on, count(distinct complaint_id), count(complaint_id)
        from quarters left join (select * from parts where {asked.where}) as here
            on date_trunc('quarter', received_on) = quarter_on
        group by 1 order by 1
        """
    ).fetchall()
    values = np.array([row[2] for row in rows], dtype=float)
    ranges = np.abs(np.diff(values))
    ranges = ranges[ranges <= 3.267 * ranges.mean() + 1e-9]
    width = 2.66 * ranges.mean()
    return [(*row, values.mean(), values.mean() - width, values.mean() + width) for row in rows]


def counted(connection: duckdb.DuckDBPyConnection, asked: Asked, code: str) -> Rows:
    """Complaints and points by code, in the period and a year before."""

    def in_period(condition: str) -> dict[str, tuple[int, int]]:
        rows = connection.execute(
            f"""
            select {code}, count(distinct complaint_id), count(*)
            from parts where {condition} group by 1
            """
        ).fetchall()
        return {row[0]: (row[1], row[2]) for row in rows}

    now = in_period(asked.received())
    before = in_period(asked.a_year_before.received())
    return {
        key: (
            now.get(key, (0, 0))[0], before.get(key, (0, 0))[0],
            now.get(key, (0, 0))[1], before.get(key, (0, 0))[1],
        )
        for key in now.keys() | before.keys()
    }  # fmt: skip


def judged(connection: duckdb.DuckDBPyConnection, asked: Asked, code: str) -> Rows:
    """Share, Wilson's interval, justified, judged, points and complaints, by code."""
    rows = connection.execute(
        f"""
        select {code}, sum((justified in ('wholly', 'partly'))::int),
            sum((justified <> 'not_assessed')::int), count(*), count(distinct complaint_id)
        from parts where {asked.received()} group by 1
        """
    ).fetchall()
    return {row[0]: (*wilson(row[1], row[2]), *row[1:]) for row in rows}


def rates(connection: duckdb.DuckDBPyConnection, asked: Asked) -> tuple[Any, ...]:
    """Complaints, points, decisions, rate with interval, repeats and unanswered of a place."""
    own = connection.execute(
        f"""
        select count(*), sum(again::int), sum((answered_on is null)::int)
        from placed where {asked.received()}
        """
    ).fetchone()
    points = connection.execute(f"select count(*) from parts where {asked.received()}").fetchone()
    made = connection.execute(
        f"select count(*) from made where {asked.where} and decided_on >= '{asked.start}' "
        f"and decided_on < '{asked.end}'"
    ).fetchone()
    assert own
    assert points
    assert made
    rate = 1000 * own[0] / made[0] if made[0] >= 10 else None
    low, high = poisson(own[0], made[0]) if rate is not None else (None, None)
    return own[0], points[0], made[0], rate, low, high, own[1] or 0, own[2] or 0


def poisson(x: int, made: int) -> tuple[float, float]:
    """The 95 % interval of a count, for each 1,000 decisions: exact below 10, else Byar's."""

    def end(count: int, z: float) -> float:
        return count * (1 - 1 / (9 * count) + z / (3 * np.sqrt(count))) ** 3

    def mean_with(count: int, chance: float) -> float:
        """The mean of which so many or fewer have this chance, halved down to."""
        low, high = 0.0, 30.0
        for _ in range(80):
            mean = (low + high) / 2
            up_to = math.exp(-mean) * sum(mean**k / math.factorial(k) for k in range(count + 1))
            low, high = (mean, high) if up_to > chance else (low, mean)
        return low

    if x < 10:
        low, high = mean_with(x - 1, 0.975) if x else 0.0, mean_with(x, 0.025)
    else:
        low, high = end(x, -1.959963984540054), end(x + 1, 1.959963984540054)
    return 1000 * low / made, 1000 * high / made


def reversals(connection: duckdb.DuckDBPyConnection, asked: Asked, code: str) -> Rows:
    """Share, interval and numbers of each outcome, a complaint by its most far-reaching one."""
    rows = connection.execute(
        f"""
        with outcomes as (
            select m.complaint_id, any_value({code}) as code,
                list_distinct(list(p.appeal_outcome)) as seen
            from placed as m inner join raw.complaint_points as p using (complaint_id)
            where p.appeal_outcome is not null and {asked.answered()}
            group by m.complaint_id
        ),
        one as (
            select code, list_contains(seen, 'changed') as changed,
                list_contains(seen, 'remitted') and not list_contains(seen, 'changed') as remitted,
                list_contains(seen, 'upheld') and not list_has_any(seen, ['changed', 'remitted'])
                    as upheld,
                list_contains(seen, 'dismissed')
                    and not list_has_any(seen, ['changed', 'remitted', 'upheld']) as dismissed,
                seen = ['referred'] as referred
            from outcomes
        )
        select coalesce(code, '-'), sum(changed::int), sum(remitted::int), sum(upheld::int),
            sum(dismissed::int), sum(referred::int)
        from one group by 1
        """
    ).fetchall()
    found = {}
    for key, changed, remitted, upheld, dismissed, referred in rows:
        on_merits = changed + remitted + upheld
        if on_merits:
            found[key] = (
                *wilson(changed + remitted, on_merits), changed, remitted, changed + remitted,
                upheld, on_merits, dismissed, referred,
            )  # fmt: skip
    return found


def answers(connection: duckdb.DuckDBPyConnection, asked: Asked, code: str) -> Rows:
    """Median days and number of answered complaints, by code."""
    rows = connection.execute(
        f"""
        select {code}, list(waited) from placed
        where waited >= 0 and {asked.answered()} group by 1
        """
    ).fetchall()
    return {
        key: (float(np.median(days)) if len(days) >= 10 else None, len(days)) for key, days in rows
    }


def signals(connection: duckdb.DuckDBPyConnection, asked: Asked) -> Rows:
    """Points, complaints, mean and upper limit of topics and units that stand out outright."""
    starts = [row[0] for row in connection.execute("from quarters order by 1").fetchall()]
    rows = connection.execute(
        f"""
        select topic_code, uni, date_trunc('quarter', received_on)::date, count(*),
            count(distinct complaint_id)
        from parts where {asked.where} group by 1, 2, 3
        """
    ).fetchall()
    series: dict[tuple[str, str], dict[date, tuple[int, int]]] = {}
    for topic, unit, start, points, complaints in rows:
        series.setdefault((topic, unit), {})[start] = (points, complaints)
    found = {}
    for (topic, unit), counts in series.items():
        values = np.array([counts.get(start, (0, 0))[0] for start in starts], dtype=float)
        ranges = np.abs(np.diff(values))
        kept = ranges[ranges <= 3.267 * ranges.mean() + 1e-9]
        upper = values.mean() + 2.66 * kept.mean()
        for place, start in enumerate(starts):
            if not asked.start <= start < asked.end:
                continue
            is_new = place >= 4 and not values[:place].any() and values[place] >= 3
            is_outside = values[place] > upper + 1e-9 and values[place] >= 5
            if is_new or is_outside:
                kind = "New" if is_new else "Special cause"
                found[f"{topic} {unit} {start}"] = (
                    kind, int(values[place]), counts[start][1], values.mean(), upper
                )  # fmt: skip
    return found


def wilson(x: int, n: int) -> tuple[float | None, float | None, float | None]:
    """A share and its interval as Wilson wrote it; nothing below 10."""
    if n < 10:
        return None, None, None
    z = 1.959963984540054
    share = x / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5
    return share, middle - half, middle + half
