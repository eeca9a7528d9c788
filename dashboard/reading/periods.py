"""Periods as they stand in addresses and on the command line: 2026, 2026-Q4, 2026-10."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

GRAINS = ("month", "quarter", "year")
_CODE = re.compile(r"(\d{4})(?:-(?:[QqKk]([1-4])|(0[1-9]|1[0-2])))?")


@dataclass(frozen=True, order=True)
class Period:
    """A month, quarter or year by its first day."""

    start: date
    grain: str

    @property
    def code(self) -> str:
        """The period as it is written in an address."""
        if self.grain == "year":
            return f"{self.start.year}"
        if self.grain == "quarter":
            return f"{self.start.year}-Q{(self.start.month + 2) // 3}"
        return f"{self.start:%Y-%m}"

    @property
    def end(self) -> date:
        """Its last day."""
        over = self.start.month - 1 + {"month": 1, "quarter": 3, "year": 12}[self.grain]
        return date(self.start.year + over // 12, over % 12 + 1, 1) - timedelta(days=1)

    def within(self, grain: str) -> Period:
        """The period of a longer grain that holds this one."""
        month = {"month": self.start.month, "quarter": (self.start.month - 1) // 3 * 3 + 1}
        return Period(date(self.start.year, month.get(grain, 1), 1), grain)


def parse_period(code: str) -> Period | None:
    """Read a period: `2026`, `2026-Q4` (also `2026-K4`) or `2026-10`; None for anything else."""
    found = _CODE.fullmatch(code.strip())
    if not found or found[1] == "0000":
        return None
    year, quarter, month = int(found[1]), found[2], found[3]
    if quarter:
        return Period(date(year, 3 * int(quarter) - 2, 1), "quarter")
    if month:
        return Period(date(year, int(month), 1), "month")
    return Period(date(year, 1, 1), "year")
