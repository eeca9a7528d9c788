"""The report: `results.json` with every figure, and the table in the README made from it."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.suite import Line

BEGIN, END = "<!-- results -->", "<!-- end of results -->"
HEAD = (
    "| benchmark | events | what ran | seconds | CPU seconds | peak memory | events/s | "
    "compared | aim |\n|---|---:|---|---:|---:|---:|---:|---|---|"
)


def write_report(folder: Path, lines: Sequence[Line], command: str) -> None:
    """Write both files; what earlier runs measured stays, less what this one measured again.

    Args:
        folder: of `results.json` and `README.md`; the README is left alone where it has no
            place for results.
        lines: what was measured.
        command: that made it.
    """
    results = folder / "results.json"
    earlier = json.loads(results.read_bytes())["runs"] if results.exists() else []
    measured = {(line.benchmark, line.events, line.contender) for line in lines}
    # How a contender scales is told of what was measured before: that goes with it.
    measured |= {("scaling", events, contender) for _, events, contender in measured}
    for run in earlier:
        run["lines"] = [
            line
            for line in run["lines"]
            if (line["benchmark"], line["events"], line["contender"]) not in measured
        ]
    this = {
        "command": command.strip(),
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "cores": os.cpu_count(),
            "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
            "python": platform.python_version(),
            "duckdb": duckdb.__version__,
            "load_average": round(os.getloadavg()[2], 1),
        },
        "lines": [asdict(line) for line in lines],
    }
    runs = [run for run in [*earlier, this] if run["lines"]]
    results.write_text(
        json.dumps({"runs": runs}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    readme = folder / "README.md"
    text = readme.read_text(encoding="utf-8") if readme.exists() else ""
    if BEGIN not in text or END not in text:
        return
    before, after = text[: text.index(BEGIN)], text[text.index(END) :]
    tables = "\n\n".join(_table(run) for run in runs)
    readme.write_text(f"{before}{BEGIN}\n{tables}\n{after}", encoding="utf-8")


def _table(run: Mapping[str, Any]) -> str:
    machine = run["machine"]
    words = (
        f"`{run['command']}`, {run['measured_at']}; {machine['cores']} cores, "
        f"{machine['memory_gb']} GB, Python {machine['python']}, DuckDB {machine['duckdb']}, "
        f"load average {machine['load_average']}"
    )
    return "\n".join([words, "", HEAD, *(_row(line) for line in run["lines"])])


def _row(line: Mapping[str, Any]) -> str:
    cells = [line["benchmark"], f"{line['events']:,}", line["contender"]]
    cost = line["cost"]
    if cost is None:
        cells += ["", "", "", "", line["compared"] or "not measured", line["aim"]]
    else:
        cells += [
            f"{cost['seconds']:.1f}",
            f"{cost['cpu_seconds']:.1f}",
            f"{cost['peak_mb']:,.0f} MB",
            f"{line['events'] / cost['seconds']:,.0f}",
            line["compared"],
            line["aim"],
        ]
    return f"| {' | '.join(cells)} |"
