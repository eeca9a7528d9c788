"""dlt, pandas and pm4py at work on a file of events, run by a Python of their own that has them.

    <other python> benchmarks/peers.py dlt events.csv folder

Imports nothing of this checkout. dlt and pandas load it: neither checks a contract, makes
pseudonyms, masks CPR numbers or names the rows it drops. pm4py works out the time between events.
"""

from __future__ import annotations

import csv
import importlib
import json
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

TIME_FORMAT = "%d-%m-%Y %H:%M"
BATCH = 10_000


def with_dlt(source: Path, folder: Path) -> None:
    """As dlt's guide shows: a generator of rows, a folder as destination, Parquet files."""
    dlt = importlib.import_module("dlt")
    pipeline = dlt.pipeline(
        pipeline_name="events",
        pipelines_dir=str(folder / "pipelines"),
        destination=dlt.destinations.filesystem(bucket_url=(folder / "out").as_uri()),
        dataset_name="raw",
    )
    events = dlt.resource(_batches(source), name="events")
    pipeline.run(events, loader_file_format="parquet")


def _batches(source: Path) -> Iterator[list[dict[str, object]]]:
    batch: list[dict[str, object]] = []
    with source.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            try:
                time = datetime.strptime(row["Tid"], TIME_FORMAT)
            except ValueError:
                continue
            batch.append({**row, "Tid": time})
            if len(batch) == BATCH:
                yield batch
                batch = []
    yield batch


def with_pandas(source: Path, folder: Path) -> None:
    """read_csv, to_datetime, to_parquet."""
    pandas = importlib.import_module("pandas")
    frame = pandas.read_csv(source, sep=";", dtype=str)
    frame["Tid"] = pandas.to_datetime(frame["Tid"], format=TIME_FORMAT, errors="coerce")
    frame.dropna(subset="Tid").to_parquet(folder / "events.parquet")


def with_pm4py(source: Path, folder: Path) -> None:
    """Time between directly following events, by pair of names, of the fines' log.

    The times are taken as the clock on the wall showed them, as Sagspuls does. Writes
    `gaps.json`: the seconds it took without reading the file, and figures by pair, in days.
    """
    pandas, pm4py = importlib.import_module("pandas"), importlib.import_module("pm4py")
    columns = ["case_id", "concept:name", "time:timestamp"]
    frame = pandas.read_csv(source, usecols=columns, dtype=str)
    frame["time:timestamp"] = pandas.to_datetime(frame["time:timestamp"].str[:19], utc=True)
    started = time.perf_counter()
    log = pm4py.format_dataframe(
        frame,
        case_id="case_id",
        activity_key="concept:name",
        timestamp_key="time:timestamp",
    )
    pairs, _, _ = pm4py.discover_performance_dfg(log)
    seconds = time.perf_counter() - started
    gaps = {
        f"{before} → {after}": [float(found[name]) / 86_400 for name in ("mean", "median", "max")]
        for (before, after), found in pairs.items()
    }
    found = {"seconds": seconds, "gaps": gaps}
    (folder / "gaps.json").write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    {"dlt": with_dlt, "pandas": with_pandas, "pm4py": with_pm4py}[sys.argv[1]](
        Path(sys.argv[2]), Path(sys.argv[3])
    )
