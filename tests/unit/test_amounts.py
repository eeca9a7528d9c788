"""Amounts as accountants write them."""

from __future__ import annotations

import pytest

from warehouse.amounts import in_workbook, signed


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1.234,50", "1.234,50"),
        ("(1.234,50)", "-1.234,50"),
        ("( 12 )", "-12"),
        ("1.234,50-", "-1.234,50"),
        ("-1.234,50 kr.", "-1.234,50"),
        ("kr. 5", "5"),
        ("\u2212 5", "-5"),
        ("1\u00a0234", "1234"),
        ("1.000,-", "1.000"),
        ("-", ""),
        ("\u2013", ""),
        ("", ""),
    ],
)
def test_the_minus_stands_in_front(cell: str, amount: str) -> None:
    assert signed(cell) == amount


@pytest.mark.parametrize("cell", ["12a", "(1-)", "--5", "1)", "jan", "(5", "1e9"])
def test_what_is_no_amount_comes_back_as_it_is(cell: str) -> None:
    assert signed(cell) == cell


@pytest.mark.parametrize(
    ("cell", "amount"),
    [("1.234", "1234"), ("-1.234.567", "-1234567"), ("1.234,5", "1234.5"), ("450.25", "450.25")],
)
def test_a_workbook_has_a_decimal_point(cell: str, amount: str) -> None:
    assert in_workbook(cell) == amount
