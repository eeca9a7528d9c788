"""The sample's budgets and population: a public budget of 2016, and a made-up provider."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from warehouse.sample.catalogue import DATA_DATE, MUNICIPALITY_CODE

Row = Mapping[str, object]

PUBLIC_PROVIDER = "boernehus-nord"
MADE_UP_PROVIDER = "proevetilbud"

PUBLISHED_ON = date(2016, 9, 27)

_WAGES = "Lønfremskrivning KL"
_PRICES = "Fremskrivning KL"

BOERNEHUS_NORD = (
    ("Lønudgift", "Afdelingsleder", 533_000, 545_000, _WAGES),
    ("Lønudgift", "2 Socialrådgiver", 884_000, 903_000, _WAGES),
    ("Lønudgift", "Socialrådgiver (32 timer)", None, 397_000, None),
    ("Lønudgift", "Psykolog (37 timer)", 579_000, 592_000, _WAGES),
    ("Lønudgift", "Psykolog (30 timer)", 466_216, 476_000, "30 timer"),
    ("Lønudgift", "Psykolog (32 timer)", None, 506_000, None),
    ("Lønudgift", "Sekretær", 363_000, 371_000, _WAGES),
    ("Lønudgift", "Råderum", 87_000, 89_000, _WAGES),
    ("Lønudgift", "Akut beredskab", 15_000, 15_000, None),
    ("Lønudgift", "Lønudgift i alt", 2_927_216, 3_894_000, None),
    ("Øvrig personale", "Uddannelse/supervision", 80_000, 80_000, None),
    ("Øvrig personale", "Kørsel", 108_000, 108_000, None),
    ("Øvrig personale", "Øvrig personale i alt", 188_000, 188_000, None),
    ("Øvrig drift", "IT drift", 12_000, 12_000, None),
    ("Øvrig drift", "Kontorhold", 35_000, 35_000, None),
    ("Øvrig drift", "Mødeafholdelse", 36_000, 36_000, None),
    ("Øvrig drift", "Øvrig drift i alt:", 83_000, 83_000, None),
    ("Bygningsdrift", "Husleje", 680_000, 696_000, _PRICES),
    ("Bygningsdrift", "Rengøring", 152_000, 155_000, _PRICES),
    ("Bygningsdrift", "Varme", 36_800, 37_000, None),
    ("Bygningsdrift", "El", 54_400, 54_000, None),
    ("Bygningsdrift", "Vand, kloak og renovation", 25_600, 26_000, None),
    ("Bygningsdrift", "Øvrig bygningsdrift, tekniske installationer", 19_200, 19_000, None),
    ("Bygningsdrift", "Bygningsdrift i alt:", 968_000, 987_000, None),
    (None, "Budget i alt", 4_166_216, 5_152_000, None),
)
"""Group, line, budget of 2016 and of 2017, and why they differ, totals as they were delivered.

Aalborg Kommune, Børne- og Familiesekretariatet: Budget Børnehus Nord 2016-2017, 27 September 2016.
"""

STATED_DIFFERENCE = ("Psykolog (30 timer)", 10_000, 9_784)
"""The line whose difference the source states in whole thousands: stated, and what it is.

All sums of differences follow: 967,000 for pay and 986,000 in all are 216 kr. too much.
"""

POPULATION_0_17 = (
    ("0810", 7_995),
    ("0813", 10_918),
    ("0860", 13_239),
    ("0849", 8_050),
    ("0825", 249),
    ("0846", 8_648),
    ("0773", 4_020),
    ("0840", 6_933),
    ("0787", 8_982),
    ("0820", 7_781),
    ("0851", 38_747),
)
"""Persons of 0-17 on 1 January 2016 by municipality, from the same source (Danmarks Statistik)."""

FORECAST = {
    date(2018, 1, 1): (40, 15),
    date(2021, 1, 1): (100, 40),
    date(2024, 1, 1): (160, 70),
}
"""Made-up forecasts by their date: growth of Aalborg and decline of all others, and how far off
they may be, both in per mille of the number counted in 2016."""

GROWS = "0851"

NOT_FORECAST = ("0825", date(2024, 1, 1))
"""The municipality that one forecast leaves out."""

WRONG_TOTAL = ("Drift i alt", 2025, "budget", 905_000, 950_000)
"""The total that does not add up: its text, year and kind, what its lines add up to, what it says.

Two digits changed places.
"""

EQUAL_LINES = ("Pædagog", 452_000)
"""Two lines alike, both meant."""

UNKNOWN_ACCOUNT = ("Tolk", "9.99")
"""The line whose account of kind (art) no list has."""

# Group, line and account of kind; budget of 2024 and 2025, revised and accounts of 2024, why.
_MADE_UP = (
    ("Løn", "Leder", "1.0", 610_000, 622_000, 610_000, 615_400, "Lønfremskrivning"),
    ("Løn", "Pædagog", "1.0", 452_000, 461_000, 452_000, 449_250, "Lønfremskrivning"),
    ("Løn", "Pædagog", "1.0", 452_000, 461_000, 452_000, 470_125, "Lønfremskrivning"),
    ("Løn", "Vikarer", "1.0", 120_000, 150_000, 165_000, 188_900, "Sygefravær"),
    ("Løn", "Løn i alt", None, 1_634_000, 1_694_000, 1_679_000, 1_723_675, None),
    ("Drift", "Husleje", "4.9", 540_000, 551_000, 540_000, 540_000, "Prisfremskrivning"),
    ("Drift", "Tolk", "9.99", 60_000, 84_000, 60_000, 83_350, "Flere sager med tolk"),
    ("Drift", "Materialer", "2.9", 45_000, None, 45_000, 31_200, None),
    ("Drift", "Uddannelse", "4.9", 250_000, 270_000, 250_000, 212_800, None),
    ("Drift", "Drift i alt", None, 895_000, 950_000, 895_000, 867_350, None),
    ("Indtægter", "Betaling fra andre kommuner", "7.7", -300_000, -320_000, -300_000, -341_600,
     "Flere pladser solgt"),
    ("Indtægter", "Indtægter i alt", None, -300_000, -320_000, -300_000, -341_600, None),
)  # fmt: skip


def economy() -> list[tuple[str, str, list[Row]]]:
    """File, entity and rows of each workbook."""
    return [
        ("budget_boernehus_nord.xlsx", "budget_lines", list(_public())),
        ("budget_proevetilbud.xlsx", "budget_lines", list(_made_up())),
        ("befolkning_nordjylland.xlsx", "population", list(_population())),
    ]


def planted_economy() -> dict[str, object]:
    """What is planted in them."""
    text, year, kind, lines, delivered = WRONG_TOTAL
    return {
        "wrong_total": {
            "line_text": text,
            "year": year,
            "kind": kind,
            "of_lines_dkk": lines,
            "delivered_dkk": delivered,
        },
        "stated_difference": {
            "line_text": STATED_DIFFERENCE[0],
            "stated_dkk": STATED_DIFFERENCE[1],
            "difference_dkk": STATED_DIFFERENCE[2],
        },
        "equal_lines": {"line_text": EQUAL_LINES[0], "amount_dkk": EQUAL_LINES[1], "n": 2},
        "unknown_account": {"line_text": UNKNOWN_ACCOUNT[0], "kind_code": UNKNOWN_ACCOUNT[1]},
        "population_0_17": dict(POPULATION_0_17),
        "not_forecast": {
            "area_code": NOT_FORECAST[0],
            "expected_on": NOT_FORECAST[1].isoformat(),
        },
        "forecast": {
            day.isoformat(): {area: _expected(area, n, day) for area, n in POPULATION_0_17}
            for day in FORECAST
        },
    }


def _public() -> Iterator[Row]:
    for year in (2016, 2017):
        for order, (group, text, before, now, note) in enumerate(BOERNEHUS_NORD, 1):
            amount = before if year == 2016 else now
            if amount is not None:
                yield {
                    "provider_id": PUBLIC_PROVIDER,
                    "budget_year": year,
                    "kind": "budget",
                    "line_text": text,
                    "line_no": 1,
                    "group_name": group,
                    "line_order": order,
                    "amount_dkk": amount,
                    "stated_difference_dkk": _stated(text, before, now) if year == 2017 else None,
                    "note": note if year == 2017 else None,
                    "updated_on": PUBLISHED_ON,
                }


def _stated(text: str, before: int | None, now: int) -> int | None:
    """What the source states as the difference; nothing on its totals, which are sums of these."""
    if "i alt" in text:
        return None
    line, stated, _ = STATED_DIFFERENCE
    return stated if text == line else now - (before or 0)


def _made_up() -> Iterator[Row]:
    kinds = ((2024, "budget", 0), (2025, "budget", 1), (2024, "revised", 2), (2024, "actual", 3))
    for year, kind, place in kinds:
        seen: set[str] = set()
        for order, (group, text, account, *amounts, note) in enumerate(_MADE_UP, 1):
            if amounts[place] is None:
                continue
            yield {
                "provider_id": MADE_UP_PROVIDER,
                "budget_year": year,
                "kind": kind,
                "line_text": text,
                "line_no": 2 if text in seen else 1,
                "group_name": group,
                "row_kind": "line" if account else "total",
                "line_order": order,
                "amount_dkk": amounts[place],
                "note": note if year == 2025 else None,
                "main_account": "5" if account else None,
                "main_function": "5.28" if account else None,
                "function_code": "5.28.21" if account else None,
                "dranst": "1" if account else None,
                "kind_code": account,
                "updated_on": DATA_DATE,
            }
            seen.add(text)


def _population() -> Iterator[Row]:
    for area, persons in POPULATION_0_17:
        yield _persons(area, date(2016, 1, 1), "counted", (persons, None, None))
        for day in FORECAST:
            if (area, day) != NOT_FORECAST:
                yield _persons(area, day, "forecast", _expected(area, persons, day))


def _expected(area: str, persons: int, day: date) -> tuple[int, int, int]:
    """Persons expected, and the lowest and highest number."""
    change, off = FORECAST[day]
    expected = persons + persons * (change if area == GROWS else -change) // 1000
    return expected, expected - persons * off // 1000, expected + persons * off // 1000


def _persons(area: str, day: date, basis: str, numbers: tuple[int, int | None, int | None]) -> Row:
    expected, low, high = numbers
    return {
        "municipality_code": MUNICIPALITY_CODE,
        "area_code": area,
        "counted_on": day,
        "age_from": 0,
        "age_to": 17,
        "sex": "all",
        "basis": basis,
        "n_persons": expected,
        "n_persons_low": low,
        "n_persons_high": high,
    }
