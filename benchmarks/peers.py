"""dlt and pandas loading a file of events, run by a Python of their own that has them.

    <other python> benchmarks/peers.py dlt events.csv folder

Imports nothing of this checkout. Neither checks a contract, makes pseudonyms, masks CPR numbers
or names the rows it drops.
"""

from __future__ import annotations

import csv
import importlib
import sys
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


if __name__ == "__main__":
    {"dlt": with_dlt, "pandas": with_pandas}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
