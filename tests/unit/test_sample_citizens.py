"""The numbers of the sample's citizens are shaped as CPR numbers and belong to nobody."""

from __future__ import annotations

import re
from math import gcd
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from python_calamine import CalamineWorkbook

from warehouse.contracts.pseudonym import mask_cpr
from warehouse.sample.citizens import _STEP, citizen_numbers, passes_modulus_11
from warehouse.sample.write import write_sample


def born(number: str) -> int:
    """Birth year by the table of CPR-kontoret, written out here once more."""
    year, seventh = int(number[4:6]), int(number[6])
    if seventh <= 3:
        return 1900 + year
    if seventh in (4, 9):
        return (2000 if year <= 36 else 1900) + year
    return (2000 if year <= 57 else 1800) + year


def is_nobodys(number: str) -> bool:
    """Not born for decades, and not of the kind that is issued without modulus 11."""
    weighed = sum(int(d) * w for d, w in zip(number, (4, 3, 2, 7, 6, 5, 4, 3, 2, 1), strict=True))
    return 2050 <= born(number) <= 2057 and weighed % 11 != 0 and not number.startswith("0101")


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("0101501234", False),  # born 1950
        ("0202504234", False),  # born 1950: a seventh digit of 4 with 50
        ("0202359234", False),  # born 2035: too near
        ("0202585234", False),  # born 1858
        ("0101505234", False),  # 1 January
        ("1503525301", False),  # passes modulus 11
        ("1503525302", True),
    ],
)
def test_the_check_itself_can_fail(number: str, expected: bool) -> None:
    assert is_nobodys(number) is expected


def test_numbers_are_nobodys_and_all_different() -> None:
    rows = citizen_numbers(50_000, np.random.default_rng(3))
    numbers = {"".join(map(str, row)) for row in rows.tolist()}
    assert len(numbers) == 50_000
    masked = [mask_cpr(b"key", number) for number in numbers]
    assert not numbers & set(masked), "the loader masks every one of them"
    assert all(is_nobodys(number) for number in numbers)
    assert len({number[9] for number in numbers}) == 10, "both sexes"


def test_steps_through_the_range_reach_every_number() -> None:
    days = 8 * 365 + 2 - 8  # 2050-2057 with two leap days, without eight first days of January
    assert gcd(_STEP, days * 4 * 1000) == 1


def test_modulus_11_is_counted_right() -> None:
    known = np.array([[0, 7, 0, 7, 6, 1, 4, 2, 8, 5], [0, 7, 0, 7, 6, 1, 4, 2, 8, 6]], np.uint8)
    assert passes_modulus_11(known).tolist() == [True, False]


def test_no_number_anywhere_in_the_files_can_belong_to_anyone(tmp_path: Path) -> None:
    truth = write_sample(tmp_path, 4000, 5)
    shape = re.compile(r"(?<![0-9A-Za-z])\d{6}[- ]?\d{4}(?![0-9A-Za-z])")
    found = 0
    for path in sorted(tmp_path.iterdir()):
        if path.suffix == ".xlsx":
            sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
            content = "\n".join(str(cell) for row in sheet for cell in row)
        else:
            content = path.read_bytes().decode("cp1252", errors="replace")
        numbers = [re.sub(r"\D", "", number) for number in shape.findall(content)]
        assert all(is_nobodys(number) for number in numbers), path.name
        found += len(numbers)
    with_number = sum(f["rows"] - f["bad"].get("too_few_columns", 0) for f in cases(truth))
    assert found >= with_number + int(str(truth["n_notes_with_cpr"]))


def cases(truth: dict[str, object]) -> list[dict[str, Any]]:
    """The files of cases."""
    files = truth["files"]
    assert isinstance(files, list)
    return [file for file in files if file["entity"] == "cases"]
