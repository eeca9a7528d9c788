"""Run the benchmarks and write `benchmarks/results.json` and the table in `benchmarks/README.md`.

python -m benchmarks                        every benchmark at 1 m events
python -m benchmarks --large                at 1 m, 10 m and 50 m events
python -m benchmarks --only load --sizes 1m,10m,50m --repeats 3 --peers ~/peers/bin/python
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import ROOT
from benchmarks.report import write_report
from benchmarks.suite import BENCHMARKS, Bench, Line, scaling

SIZES = {"dashboard": [200_000], "gaps": [561_470]}
"""Benchmarks of one size of their own: a sample of this size, and the log as it is."""

PEERS = "SAGSPULS_BENCH_PEERS"


def main() -> None:
    """Read the options, run, and say each line as it is there."""
    options = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    options.add_argument(
        "--only", nargs="+", choices=BENCHMARKS, default=list(BENCHMARKS), help="which benchmarks"
    )
    options.add_argument(
        "--sizes", type=_sizes, default=[1_000_000], help="events, such as 200k,1m (default: 1m)"
    )
    options.add_argument(
        "--real-data",
        type=Path,
        default=os.environ.get("SAGSPULS_REAL_DATA", ROOT.parent / "shared" / "data"),
        help="real public data (or SAGSPULS_REAL_DATA); else what needs it is not measured",
    )
    options.add_argument("--large", action="store_true", help="1m, 10m and 50m events; an hour")
    options.add_argument("--repeats", type=int, default=3, help="runs of each; the median counts")
    options.add_argument(
        "--peers",
        type=Path,
        default=os.environ.get(PEERS),
        help=f"a Python with dlt[duckdb], pandas, pyarrow, pm4py (or {PEERS}); else not measured",
    )
    options.add_argument(
        "--scratch",
        type=Path,
        default=Path(tempfile.gettempdir()) / "sagspuls-bench",
        help="where inputs are made and kept; 25 GB for 50m",
    )
    options.add_argument("--out", type=Path, default=ROOT / "benchmarks", help="of both files")
    given = options.parse_args()
    sizes = [1_000_000, 10_000_000, 50_000_000] if given.large else given.sizes
    bench = Bench(given.scratch.resolve(), given.repeats, given.peers, given.real_data)
    bench.scratch.mkdir(parents=True, exist_ok=True)
    # As the README says it: where things lie on this machine is left out.
    command = (
        f"python -m benchmarks --only {' '.join(given.only)} --repeats {given.repeats} --sizes "
    )
    command += ",".join(f"{size / 1e6:g}m" for size in sizes)
    lines: list[Line] = []
    for name in given.only:
        for events in SIZES.get(name, sorted(sizes)):
            for line in BENCHMARKS[name](bench, events):
                lines.append(line)
                seconds = f"{line.cost.seconds:.1f} s" if line.cost else ""
                sys.stdout.write(f"{name} {events}: {line.contender}: {seconds} {line.compared}\n")
                sys.stdout.flush()
            write_report(given.out, lines + scaling(lines), command)


def _sizes(text: str) -> list[int]:
    units = {"k": 1_000, "m": 1_000_000}
    try:
        return [int(float(size[:-1]) * units[size[-1].lower()]) for size in text.split(",")]
    except (KeyError, ValueError):
        raise argparse.ArgumentTypeError(f"'{text}' is not written like 200k,1m") from None


if __name__ == "__main__":
    main()
