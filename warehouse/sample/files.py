"""The extract files: CSV in the suppliers' encodings and XLSX with its header in row 3."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from types import TracebackType

import numpy as np
import pyarrow as pa
import xlsxwriter

from warehouse.sample import text
from warehouse.sample.catalogue import DATA_DATE
from warehouse.sample.defects import REPEATED, Damage, damaged, templates

BOM = b"\xef\xbb\xbf"
SHEET = "Afgørelser"


@dataclass
class FileTruth:
    """What a file holds: its records, and the bad ones among them by kind."""

    file: str
    entity: str
    rows: int = 0
    bad: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)

    def add(self, good: int, bad: Mapping[str, int]) -> None:
        """Count rows that were written."""
        self.rows += good + sum(bad.values())
        self.bad.update(bad)

    @property
    def findings(self) -> Counter[str]:
        """Bad and suspicious rows by kind."""
        return Counter({kind: n for kind, n in sorted((self.bad + self.warnings).items()) if n})

    def as_dict(self) -> dict[str, object]:
        """For truth.json, with what a loader is expected to say of the file."""
        repeated = self.bad[REPEATED]
        rejected = sum(self.bad.values()) - repeated
        return {
            "file": self.file,
            "entity": self.entity,
            "rows": self.rows,
            "loaded": self.rows - rejected - repeated,
            "rejected": rejected,
            "repeated": repeated,
            "warnings": sum(self.warnings.values()),
            "bad": dict(self.findings),
        }


class CsvExtract:
    """A CSV file with semicolons, written a block of rows at a time.

    Args:
        path: where it is written.
        entity: what its rows are.
        titles: lines above the header.
        header: names of the columns.
        encoding: `windows-1252`, or `utf-8-sig` for UTF-8 with a byte order mark.
    """

    def __init__(
        self, path: Path, entity: str, titles: Sequence[str], header: Sequence[str], encoding: str
    ) -> None:
        self.truth = FileTruth(path.name, entity)
        self._encoding = encoding
        self._file = path.open("wb")
        if encoding == "utf-8-sig":
            self._file.write(BOM)
        self._write(
            "".join(f"{line}{text.LINE_END}" for line in (*titles, ";".join(header))).encode()
        )

    def write(
        self,
        columns: Sequence[pa.Array],
        counts: Mapping[str, int],
        damage: Damage,
        rng: np.random.Generator,
    ) -> None:
        """Write rows, and among them bad ones, each below the row it was made after."""
        good = text.lines(columns)
        kinds, places = templates(len(good), counts, damage, rng)
        models = zip(*(c.take(pa.array(places)).to_pylist() for c in columns), strict=True)
        bad = [
            ";".join("" if v is None else str(v) for v in damaged(kind, row, damage))
            + text.LINE_END
            for kind, row in zip(kinds, models, strict=True)
        ]
        order = np.argsort(
            np.concatenate([np.arange(len(good)) * 2, places * 2 + 1]), kind="stable"
        )
        mixed = pa.concat_arrays([good, pa.array(bad, pa.string())]).take(pa.array(order))
        self._write(text.content(mixed))
        self.truth.add(len(good), Counter(kinds))

    def _write(self, content: bytes) -> None:
        if self._encoding == "windows-1252":
            content = content.decode().encode("cp1252")
        self._file.write(content)

    def __enter__(self) -> CsvExtract:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


class XlsxExtract:
    """An XLSX file of decisions: a title in row 1, the header in row 3, real Excel dates."""

    def __init__(self, path: Path, entity: str, title: str, header: Sequence[str]) -> None:
        self.truth = FileTruth(path.name, entity)
        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
        self._book.set_properties({"created": datetime.combine(DATA_DATE, time(), UTC)})
        self._sheet = self._book.add_worksheet(SHEET)
        self._date = self._book.add_format({"num_format": "dd-mm-yyyy"})
        self._amount = self._book.add_format({"num_format": "#,##0.00"})
        self._sheet.write_string(0, 0, title)
        for column, name in enumerate(header):
            self._sheet.write_string(2, column, name)
        self._row = 3

    def write(
        self,
        rows: Sequence[Sequence[object]],
        counts: Mapping[str, int],
        damage: Damage,
        rng: np.random.Generator,
    ) -> None:
        """Write rows of texts, dates and amounts, and bad ones among them."""
        kinds, places = templates(len(rows), counts, damage, rng)
        bad_at = dict(zip(places.tolist(), kinds, strict=True))
        for place, row in enumerate(rows):
            self._write(row)
            if place in bad_at:
                self._write(damaged(bad_at[place], row, damage))
        self.truth.add(len(rows), Counter(kinds))

    def _write(self, row: Sequence[object]) -> None:
        for column, value in enumerate(row):
            if isinstance(value, str):
                self._sheet.write_string(self._row, column, value)
            elif isinstance(value, date):
                self._sheet.write_datetime(self._row, column, value, self._date)
            elif isinstance(value, float) and not math.isnan(value):
                self._sheet.write_number(self._row, column, value, self._amount)
        self._row += 1

    def close(self) -> None:
        """Finish the file."""
        self._book.close()
