"""Write `seeds/danish_holidays.csv`: the Danish public holidays that are not working days.

Run `python -m tools.holidays_seed` after an upgrade of the `holidays` package and read the
difference before committing it.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import holidays

from warehouse.base.settings import PROJECT_ROOT

SEED = PROJECT_ROOT / "seeds" / "danish_holidays.csv"
FIRST_YEAR, LAST_YEAR = 1990, 2050


def holidays_csv() -> str:
    """The text of the seed: one row per public holiday, sorted by date.

    Public holidays only (lov om helligdage). 1 May, Constitution Day and the last days of December
    are not: offices may be closed on them, but no law makes them holidays. Store bededag is one up
    to 2023 (lov nr. 214 af 06/03/2023). Where two fall on one date the names are joined.
    """
    calendar = holidays.country_holidays(
        "DK",
        years=range(FIRST_YEAR, LAST_YEAR + 1),
        categories=(holidays.PUBLIC,),
        language="da",
    )
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["holiday_on", "name_da"])
    rows.writerows((day.isoformat(), calendar[day]) for day in sorted(calendar))
    return text.getvalue()


def write_seed(path: Path = SEED) -> None:
    """Write the seed to `path`."""
    path.write_text(holidays_csv(), encoding="utf-8")


if __name__ == "__main__":
    write_seed()
