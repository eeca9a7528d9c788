"""The report: `results.json` with every figure, and the table in the README made from it."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from benchmarks.suite import Line

BEGIN, END = "<!-- results -->", "<!-- end of results -->"
HEAD = (
    "| benchmark | events | what ran | seconds | CPU seconds | peak memory | events/s | "
    "compared | aim |\n|---|---:|---|---:|---:|---:|---:|---|---|"
)


def write_report(folder: Path, lines: Sequence[Line], command: str) -> None:
    """Write both files.

    Args:
        folder: of `results.json` and `README.md`; the README is left alone where it has no
            place for results.
        lines: what was measured.
        command: that made it.
    """
    machine = {
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "python": platform.python_version(),
        "duckdb": duckdb.__version__,
        "load_average": round(os.getloadavg()[2], 1),
    }
    found = {
        "command": command.strip(),
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine,
        "lines": [asdict(line) for line in lines],
    }
    (folder / "results.json").write_text(
        json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    readme = folder / "README.md"
    text = readme.read_text(encoding="utf-8") if readme.exists() else ""
    if BEGIN not in text or END not in text:
        return
    words = (
        f"`{found['command']}`, {found['measured_at']}; {machine['cores']} cores, "
        f"{machine['memory_gb']} GB, Python {machine['python']}, DuckDB {machine['duckdb']}, "
        f"load average {machine['load_average']}"
    )
    table = "\n".join([HEAD, *(_row(line) for line in lines)])
    before, after = text[: text.index(BEGIN)], text[text.index(END) :]
    readme.write_text(f"{before}{BEGIN}\n{words}\n\n{table}\n{after}", encoding="utf-8")


def _row(line: Line) -> str:
    cells = [line.benchmark, f"{line.events:,}", line.contender]
    if line.cost is None:
        cells += ["", "", "", "", line.compared or "not measured", line.aim]
    else:
        cost = line.cost
        cells += [
            f"{cost.seconds:.1f}",
            f"{cost.cpu_seconds:.1f}",
            f"{cost.peak_mb:,.0f} MB",
            f"{line.events / cost.seconds:,.0f}",
            line.compared,
            line.aim,
        ]
    return f"| {' | '.join(cells)} |"
