"""The sample's yearly reports: made-up providers, with one early warning each or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from warehouse.sample.catalogue import DATA_DATE

Row = Mapping[str, object]

OCCUPANCY, DEFICIT, BALANCED = (
    "proevetilbud-belaegning", "proevetilbud-oekonomi", "proevetilbud-balance",
)  # fmt: skip
"""Too few places in use, a deficit, and neither."""

REPORT_YEAR = 2024
"""The year the reports are of: the last that was over on the data date."""

HOSTILE_TEXT = '<script>alert("1")</script> & <b>fed</b> = SUM(A1:A2)'
"""A text that would be markup, were it not escaped."""

STRAY_REMARK = "Nedlagt ydelse"
"""The service area remarks are to, and that has no activity."""

# Service area, then year: capacity, places in use, budgeted occupancy in percent; 2025 is expected.
# 90 % against 98 in 2023 is within the 10 points that held then; 84 and 80 % are not within the 5
# from 2024 on. Aflastning has fewer than 10 places in use: it is not published.
_ACTIVITY = {
    OCCUPANCY: {
        "Døgnophold": {2022: (40, 38.8, 98), 2023: (40, 36, 98), 2024: (40, 33.6, 98),
                       2025: (40, 32, 98)},
        "Aflastning": {2023: (8, 7.5, 95), 2024: (8, 7.6, 95), 2025: (8, 7.6, 95)},
    },
    DEFICIT: {"Dagtilbud": {2023: (60, 57.3, 96), 2024: (60, 57, 96), 2025: (60, 57, 96)}},
    BALANCED: {
        "Botilbud": {2023: (24, 23.28, 97), 2024: (24, 23.4, 97), 2025: (25, 24.25, 97)},
        "Værksted": {2023: (30, 27, 90), 2024: (30, 27.9, 90), 2025: (30, 27.6, 90)},
    },
}  # fmt: skip

_INCOME, _DIRECT, _ADMIN, _CENTRAL, _PROPERTY, _DEVELOPMENT = (
    "Takstindtægter",
    "Direkte udgifter",
    "Administration",
    "Central ledelse og administration",
    "Ejendoms- og kapitalomkostninger",
    "Tilsyn og udvikling",
)

# Group, line; budget, then what was spent of it, in thousands, each 2023, 2024 and 2025 (forecast).
_MONEY = {
    OCCUPANCY: (
        (_INCOME, "Takster fra kommuner", (-30_400, -31_100, -31_800), (-29_900, -30_350, -31_000)),
        (_DIRECT, "Løn", (22_000, 22_500, 23_000), (21_700, 22_100, 22_600)),
        (_DIRECT, "Drift", (2_400, 2_450, 2_500), (2_380, 2_390, 2_450)),
        (_ADMIN, "Administration på tilbuddet", (1_100, 1_130, 1_160), (1_090, 1_120, 1_150)),
        (_CENTRAL, "Overhead", (1_500, 1_530, 1_560), (1_500, 1_530, 1_560)),
        (_PROPERTY, "Husleje og afskrivning", (2_900, 2_980, 3_060), (2_890, 2_970, 3_060)),
        (_DEVELOPMENT, "Socialtilsyn", (500, 510, 520), (490, 500, 520)),
    ),
    DEFICIT: (
        (_INCOME, "Takster fra kommuner", (-14_700, -15_000, -15_300), (-14_650, -14_900, -15_250)),
        (_DIRECT, "Løn", (10_900, 11_100, 11_300), (11_000, 11_900, 11_500)),
        (_DIRECT, "Drift", (1_300, 1_330, 1_360), (1_310, 1_400, 1_380)),
        (_ADMIN, "Administration på tilbuddet", (600, 610, 620), (600, 620, 620)),
        (_CENTRAL, "Overhead", (700, 715, 730), (700, 715, 730)),
        (_PROPERTY, "Husleje og afskrivning", (1_000, 1_040, 1_080), (1_000, 1_040, 1_080)),
        (_DEVELOPMENT, "Socialtilsyn", (200, 205, 210), (200, 205, 210)),
    ),
    BALANCED: (
        (_INCOME, "Takster fra kommuner", (-19_800, -20_200, -20_900), (-19_820, -20_330, -20_900)),
        (_DIRECT, "Løn", (14_500, 14_800, 15_300), (14_450, 14_820, 15_320)),
        (_DIRECT, "Drift", (1_700, 1_730, 1_780), (1_690, 1_720, 1_780)),
        (_ADMIN, "Administration på tilbuddet", (800, 810, 840), (800, 805, 840)),
        (_CENTRAL, "Overhead", (950, 970, 1_000), (950, 970, 1_000)),
        (_PROPERTY, "Husleje og afskrivning", (1_550, 1_585, 1_670), (1_550, 1_585, 1_670)),
        (_DEVELOPMENT, "Socialtilsyn", (300, 305, 310), (300, 300, 310)),
    ),
}

_TEXTS: Mapping[str, Sequence[tuple[str, str | None, str]]] = {
    OCCUPANCY: (
        (
            "short_description",
            None,
            "Opdigtet døgntilbud til voksne med særlige behov. Tilbuddet har pladser til "
            "døgnophold og aflastning og ligger i den nordlige del af kommunen.",
        ),
        (
            "status",
            None,
            "Belægningen har været faldende i to år, og tilbuddets bæredygtighed er under pres. "
            "Der er færre henvendelser fra de kommuner, der plejer at bruge tilbuddet. "
            "Driftsherre følger indskrivningen måned for måned og har indkaldt "
            "køberkommunerne til dialog.",
        ),
        (
            "service_area",
            "Døgnophold",
            "Fire pladser har stået tomme siden foråret. Der er ikke varslet lukning af pladser.",
        ),
        ("service_area", STRAY_REMARK, "Ydelsen er ikke længere i brug."),
        (
            "professional",
            None,
            "Målgruppen er udvidet med unge fra 17 år, når hjemkommunen og driftsherre er enige.",
        ),
        ("leadership", None, "En afdelingslederstilling er nedlagt pr. 1. august."),
        ("other", None, "Taksten forventes hævet med 2 % som følge af den lavere belægning."),
    ),
    DEFICIT: (
        ("short_description", None, "Opdigtet dagtilbud med 60 pladser."),
        (
            "status",
            None,
            "Belægningen er som budgetteret. Regnskabet viser et merforbrug, som skyldes vikarer "
            "i forbindelse med langvarigt sygefravær.",
        ),
        ("competence", None, "Alle medarbejdere har været på kursus i at forebygge konflikter."),
        ("other", None, HOSTILE_TEXT),
    ),
    BALANCED: (
        ("short_description", None, "Opdigtet botilbud med værksted."),
        ("status", None, "Tilbuddet er bæredygtigt. Der er venteliste til botilbuddet."),
    ),
}


def providers() -> list[tuple[str, str, list[Row]]]:
    """File, entity and rows of each workbook."""
    return [
        ("aktivitet_tilbud.xlsx", "provider_activity", list(_activity())),
        ("budget_tilbud.xlsx", "budget_lines", list(_money())),
        ("aarsrapport_tekster.xlsx", "provider_texts", list(_texts())),
    ]


def planted_providers() -> dict[str, object]:
    """What is planted in them."""
    return {
        "report_year": REPORT_YEAR,
        "occupancy": {"provider_id": OCCUPANCY, "service_area": "Døgnophold", "since": 2024},
        "deficit": {"provider_id": DEFICIT, "since": 2024},
        "no_warning": BALANCED,
        "not_published": {"provider_id": OCCUPANCY, "service_area": "Aflastning"},
        "stray_remark": STRAY_REMARK,
        "hostile_text": HOSTILE_TEXT,
        "activity": {
            provider: {area: {str(y): list(of_year) for y, of_year in years.items()}
                       for area, years in areas.items()}
            for provider, areas in _ACTIVITY.items()
        },
        "money": {
            provider: {
                str(year): {
                    "gross_budget": sum(budget[i] for group, _, budget, _ in lines
                                        if group != _INCOME) * 1000,
                    "budget": sum(budget[i] for _, _, budget, _ in lines) * 1000,
                    "total": sum(spent[i] for *_, spent in lines) * 1000,
                }
                for i, year in enumerate((2023, 2024, 2025))
            }
            for provider, lines in _MONEY.items()
        },
    }  # fmt: skip


def _activity() -> Iterator[Row]:
    for provider, areas in _ACTIVITY.items():
        for area, years in areas.items():
            for year, (capacity, activity, budgeted) in years.items():
                yield {
                    "provider_id": provider,
                    "service_area": area,
                    "activity_year": year,
                    "basis": "expected" if year > REPORT_YEAR else "final",
                    "capacity_places": capacity,
                    "activity_places": activity,
                    "budgeted_occupancy_percent": budgeted,
                }


def _money() -> Iterator[Row]:
    for provider, lines in _MONEY.items():
        for i, year in enumerate((2023, 2024, 2025)):
            for kind in ("budget", "forecast" if year > REPORT_YEAR else "actual"):
                for order, (group, text, budget, spent) in enumerate(lines, 1):
                    yield {
                        "provider_id": provider,
                        "budget_year": year,
                        "kind": kind,
                        "line_text": text,
                        "line_no": 1,
                        "group_name": group,
                        "row_kind": "line",
                        "line_order": order,
                        "amount_dkk": (budget if kind == "budget" else spent)[i] * 1000,
                        "updated_on": DATA_DATE,
                    }


def _texts() -> Iterator[Row]:
    for provider, texts in _TEXTS.items():
        for section, area, text in texts:
            yield {
                "provider_id": provider,
                "report_year": REPORT_YEAR,
                "section": section,
                "service_area": area,
                "section_text": text,
            }
