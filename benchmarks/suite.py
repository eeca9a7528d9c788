"""The benchmarks: each runs the thing and its baselines in turn and says how they compare."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.inputs import delivery, events_file, grants_file, sample
from benchmarks.measure import ROOT, Cost, in_turn, python, run


@dataclass(frozen=True)
class Bench:
    """What a benchmark is given.

    Args:
        scratch: folder for inputs (kept) and outputs (not kept).
        repeats: how often each contender runs; twice at most from 10 m events on.
        peers: a Python that has dlt, pandas and pm4py; None where there is none.
        real_data: folder of the real public data; what needs it is not measured without.
    """

    scratch: Path
    repeats: int
    peers: Path | None
    real_data: Path

    @property
    def inputs(self) -> Path:
        """Where inputs are kept between runs."""
        return self.scratch / "inputs"

    def repeats_at(self, events: int) -> int:
        """How often each contender runs at this size."""
        return self.repeats if events < 10_000_000 else min(self.repeats, 2)


@dataclass(frozen=True)
class Line:
    """One contender's line in the table; `cost` is None where it was not measured."""

    benchmark: str
    events: int
    contender: str
    cost: Cost | None
    compared: str = ""
    aim: str = ""


def load(bench: Bench, events: int) -> list[Line]:
    """CSV to Parquet beside DuckDB's bare typed COPY, and dlt and pandas up to 1 m events."""
    lines = []
    for wrong in (False, True):
        source = events_file(bench.inputs, events, wrong=wrong)
        ours = "sagspuls load" + (", 4 in 10,000 rows wrong" if wrong else "")
        contenders = {
            "DuckDB COPY": partial(_copy, bench, source),
            ours: partial(_load, bench, source),
        }
        peers = ("dlt", "pandas") if wrong and events <= 1_000_000 else ()
        if bench.peers:
            for peer in peers:
                contenders[peer] = partial(_peer, bench, peer, source)
        costs = in_turn(contenders, bench.repeats_at(events))
        bare, sagspuls = costs["DuckDB COPY"], costs[ours]
        for name in (*contenders, *(peer for peer in peers if not bench.peers)):
            cost = costs.get(name)
            compared, aim = "", ""
            if name == ours:
                compared = (
                    f"{bare.seconds / sagspuls.seconds:.2f} of COPY's rows/s "
                    f"({bare.cpu_seconds / sagspuls.cpu_seconds:.2f} by CPU)"
                )
                aim = "≥ 0.70"
            elif name in peers and cost:
                compared = f"sagspuls is {cost.seconds / sagspuls.seconds:.1f} × as fast"
            lines.append(Line("load", events, name, cost, compared, aim))
    return lines


def build(bench: Bench, events: int) -> list[Line]:
    """A full build beside its own SQL straight in DuckDB, then one after a 1 % delivery."""
    whole, more = sample(bench.inputs, events), delivery(bench.inputs, events // 100)
    base, scratch = _fresh(bench.scratch / "build"), _fresh(bench.scratch / "sql")
    loaded = run(python("warehouse", "load", str(whole), "--mapping", "sample"), _env(base))
    full = python("warehouse", "build", "--full")
    run(full, _env(base))
    later, again = bench.scratch / "later", bench.scratch / "again"
    for folder in (later, again):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(base, later)
    run(python("warehouse", "load", str(more), "--mapping", "sample"), _env(later))

    def increment() -> Cost:
        shutil.rmtree(again, ignore_errors=True)
        shutil.copytree(later, again)
        cost = run(python("warehouse", "build"), _env(again))
        results = json.loads((again / "build" / "target" / "run_results.json").read_bytes())
        if results["args"].get("full_refresh"):
            raise RuntimeError("everything was built: the checkout changed while it was measured")
        return cost

    costs = in_turn(
        {
            "full": lambda: run(full, _env(base)),
            "sql": lambda: run(
                python("benchmarks.contenders", "sql", str(base / "build"), str(scratch))
            ),
            "next": increment,
        },
        bench.repeats_at(events),
    )
    built, sql, next_build = costs["full"], costs["sql"], costs["next"]
    over = (
        f"{built.seconds - sql.seconds:+.1f} s on top of SQL "
        f"({built.cpu_seconds - sql.cpu_seconds:+.1f} s by CPU)"
    )
    share = (
        f"{next_build.seconds / built.seconds:.0%} of the full build "
        f"({next_build.cpu_seconds / built.cpu_seconds:.0%} by CPU)"
    )
    for folder in (base, scratch, later, again):
        shutil.rmtree(folder)
    return [
        Line("build", events, "sagspuls load of the sample", loaded),
        Line("build", events, "the models' and tests' SQL in DuckDB", sql),
        Line("build", events, "sagspuls build --full", built, over, "< 6 s"),
        Line(
            "build",
            events,
            "sagspuls build after a 1 % delivery",
            next_build,
            share,
            "< 25 %",
        ),
    ]


def engines(bench: Bench, events: int) -> list[Line]:
    """A full build on DuckDB beside the same on Spark, whose cluster starts and stops in it."""
    whole = sample(bench.inputs, events)
    data = _fresh(bench.scratch / "engines")
    run(python("warehouse", "load", str(whole), "--mapping", "sample"), _env(data))
    full = python("warehouse", "build", "--full", "--engine")
    costs = in_turn(
        {engine: partial(run, [*full, engine], _env(data)) for engine in ("duckdb", "spark")},
        bench.repeats_at(events),
    )
    shutil.rmtree(data)
    duck, spark = costs["duckdb"], costs["spark"]
    compared = (
        f"{spark.seconds / duck.seconds:.1f} × DuckDB's seconds "
        f"({spark.cpu_seconds / duck.cpu_seconds:.1f} × by CPU)"
    )
    return [
        Line("engines", events, "sagspuls build --full --engine duckdb", duck),
        Line("engines", events, "sagspuls build --full --engine spark", spark, compared),
    ]


def quiet(bench: Bench, events: int) -> list[Line]:
    """The quiet-period marts from raw Parquet beside one bare window query over the same rows."""
    data, scratch = _fresh(bench.scratch / "quiet"), _fresh(bench.scratch / "sql")
    whole = sample(bench.inputs, events)
    run(python("warehouse", "load", str(whole), "--mapping", "sample"), _env(data))
    run(python("warehouse", "build", "--full"), _env(data))
    contender = python("benchmarks.contenders")
    costs = in_turn(
        {
            name: partial(run, [*contender, name, str(data / "build"), str(scratch)])
            for name in ("lead", "quiet")
        },
        bench.repeats_at(events),
    )
    for folder in (data, scratch):
        shutil.rmtree(folder)
    bare, marts = costs["lead"], costs["quiet"]
    compared = (
        f"{marts.seconds / bare.seconds:.1f} × the window query "
        f"({marts.cpu_seconds / bare.cpu_seconds:.1f} × by CPU)"
    )
    return [
        Line("quiet", events, "lead() over the events of a case, in DuckDB", bare),
        Line("quiet", events, "sagspuls' quiet-period marts from raw", marts, compared, "≤ 2 ×"),
    ]


def grants(bench: Bench, rows: int) -> list[Line]:
    """From so many grants to the verdicts: every model, in DuckDB, from raw Parquet."""
    data, scratch = _fresh(bench.scratch / "grants"), _fresh(bench.scratch / "sql")
    whole = sample(bench.inputs, 20_000)
    run(python("warehouse", "load", str(whole), "--mapping", "sample"), _env(data))
    run(python("warehouse", "build", "--full"), _env(data))
    grants_file(scratch / "grants.parquet", rows)
    contender = python("benchmarks.contenders", "grants", str(data / "build"), str(scratch))
    costs = in_turn({"grants": partial(run, contender)}, bench.repeats_at(rows))
    for folder in (data, scratch):
        shutil.rmtree(folder)
    name = "sagspuls' models of grants from raw to the verdicts"
    return [Line("grants", rows, name, costs["grants"], "", "10 m in < 60 s")]


def gaps(bench: Bench, events: int) -> list[Line]:
    """The time between events by pair of names beside pm4py, on the real log of traffic fines."""
    source = bench.real_data / "road_traffic_fines" / "road_traffic_fines_events.csv.gz"
    ours = f"sagspuls' events in DuckDB, {events:,} of road_traffic_fines"
    if not bench.peers or not source.is_file():
        return [Line("gaps", events, name, None) for name in ("pm4py", ours)]
    data = _fresh(bench.scratch / "gaps")
    mapping = "road_traffic_fines"
    run(python("warehouse", "load", str(source), "--mapping", mapping), _env(data))
    run(python("warehouse", "build", "--full"), _env(data))
    theirs_at, ours_at = _fresh(bench.scratch / "pm4py"), _fresh(bench.scratch / "sql")
    peer = [str(bench.peers), str(ROOT / "benchmarks" / "peers.py"), "pm4py"]
    contender = python("benchmarks.contenders", "gaps")
    costs = in_turn(
        {
            "pm4py": partial(run, [*peer, str(source), str(theirs_at)]),
            ours: partial(run, [*contender, str(data / "build"), str(ours_at)]),
        },
        bench.repeats,
    )
    theirs, found = (json.loads((at / "gaps.json").read_bytes()) for at in (theirs_at, ours_at))
    differ = [
        pair
        for pair in theirs["gaps"].keys() | found["gaps"].keys()
        if pair not in theirs["gaps"]
        or pair not in found["gaps"]
        or any(
            abs(one - other) > 1e-6
            for one, other in zip(theirs["gaps"][pair], found["gaps"][pair], strict=True)
        )
    ]
    for folder in (data, theirs_at, ours_at):
        shutil.rmtree(folder)
    compared = (
        f"{costs['pm4py'].seconds / costs[ours].seconds:.1f} × as fast as a process, "
        f"{theirs['seconds'] / found['seconds']:.1f} × without start and reading; "
        f"{len(differ)} of {len(theirs['gaps'])} pairs differ"
    )
    return [
        Line("gaps", events, "pm4py", costs["pm4py"]),
        Line("gaps", events, ours, costs[ours], compared, "≥ 20 ×, same numbers"),
    ]


def scaling(lines: list[Line]) -> list[Line]:
    """What ten times the events cost, from the lines measured; seconds, and memory under 4 GB."""
    found = []
    measured = {(line.benchmark, line.contender, line.events): line for line in lines}
    for (benchmark, contender, events), line in measured.items():
        if not contender.startswith("sagspuls"):
            continue
        smaller = [
            other
            for (b, c, e), other in measured.items()
            if (b, c) == (benchmark, contender) and e < events and other.cost
        ]
        if not smaller or line.cost is None:
            continue
        less = max(smaller, key=lambda other: other.events)
        assert less.cost is not None
        found.append(
            Line(
                "scaling",
                events,
                contender,
                line.cost,
                f"{line.cost.seconds / less.cost.seconds:.1f} × the seconds "
                f"({line.cost.cpu_seconds / less.cost.cpu_seconds:.1f} × by CPU) "
                f"for {events / less.events:g} × the events",
                "linear, < 4 GB",
            )
        )
    return found


def dashboard(bench: Bench, events: int) -> list[Line]:
    """20 readers at once (`benchmarks.dashboard_sessions`) over a sample of this size."""
    extracts = sample(bench.inputs, events)
    data = _fresh(bench.scratch / "dashboard")
    run(python("warehouse", "load", str(extracts), "--mapping", "sample"), _env(data))
    run(python("warehouse", "build", "--publish"), _env(data))
    asked = subprocess.run(
        python("benchmarks.dashboard_sessions", "--data", str(data), "--json"),
        env={**os.environ, **_env(data)},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=False,  # it ends with 1 where its limit does not hold; the table says so
    )
    found = json.loads(asked.stdout)
    shutil.rmtree(data)
    return [
        Line(
            "dashboard",
            events,
            f"{found['sessions']} readers at once, {found['clicks']} clicks",
            None,
            f"median {found['median_seconds']} s, 95 % within {found['p95_seconds']} s",
            f"95 % within {found['limit_seconds']} s",
        )
    ]


BENCHMARKS: Mapping[str, Callable[[Bench, int], list[Line]]] = {
    "load": load,
    "build": build,
    "quiet": quiet,
    "grants": grants,
    "gaps": gaps,
    "engines": engines,
    "dashboard": dashboard,
}


def _copy(bench: Bench, source: Path) -> Cost:
    parquet = bench.scratch / "copy.parquet"
    cost = run(python("benchmarks.contenders", "copy", str(source), str(parquet)))
    parquet.unlink()
    return cost


def _load(bench: Bench, source: Path) -> Cost:
    mapping = source.parent / "mapping.yaml"
    data = _fresh(bench.scratch / "load")
    cost = run(python("warehouse", "load", str(source), "--mapping", str(mapping)), _env(data))
    shutil.rmtree(data)
    return cost


def _peer(bench: Bench, peer: str, source: Path) -> Cost:
    folder = _fresh(bench.scratch / peer)
    script = ROOT / "benchmarks" / "peers.py"
    cost = run([str(bench.peers), str(script), peer, str(source), str(folder)])
    shutil.rmtree(folder)
    return cost


def _env(data: Path) -> dict[str, str]:
    """A data folder of its own, with a key of its own."""
    return {"SAGSPULS_DATA": str(data), "SAGSPULS_KEY_FILE": str(data / "key" / "pseudonym.key")}


def _fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
