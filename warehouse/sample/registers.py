"""Registers people keep, as the sample municipality fills them in, with their planted truths."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from warehouse.contracts.contract import read_contract
from warehouse.forms.template import write_template
from warehouse.sample.catalogue import DATA_DATE, INITIATIVE, MUNICIPALITY_CODE
from warehouse.sample.cooperation import cooperation
from warehouse.sample.economy import economy
from warehouse.sample.files import FileTruth
from warehouse.sample.providers import providers
from warehouse.sample.registers_text import (
    FOCUS_POINTS,
    FORMER_TEXT,
    HARD_TEXT,
    PLAIN_TEXT,
    WHAT_WAS_DONE,
)
from warehouse.sample.service_catalogues import catalogues
from warehouse.sample.surveys import survey_rows

Row = Mapping[str, object]

DELIVERIES = {2023: date(2023, 2, 20), 2024: date(2024, 3, 4), 2025: date(2025, 3, 14)}
"""Dates of the three deliveries of focus points, by the year in the file's name."""

RETIRED = "FP-1"
"""The focus point with two texts that was retired."""

OVER_GRANT = "omsorgssystem-2024"
"""The initiative that spent more than its grant."""

STRAY_MILESTONE = "ukendt-2024"
"""The initiative a milestone names and the register has not."""

OVERDUE = "BR-2024-2"
"""The recommendation that should have been answered."""

OLD_DOCUMENT = "RD-002"
"""The document nobody has reviewed for three years, with a text hard to read."""

NO_TEMPLATE = "LEDSAGE"
"""The case type without a template."""

FREEZE_MONTH = date(2024, 11, 1)
N_FREEZES = 19
"""Freezes in that month; in all others there are two to four."""

_FREEZES = (3, 2, 4, 3, 2, 3, 4, 2, 3, 3, 2, 4, 3, N_FREEZES, 3, 2, 4, 3)
_FIRST_FREEZES = (2023, 10)

_SUF = "Sundheds- og Omsorgsudvalget"
_SOF = "Socialudvalget"


def write_registers(out: Path) -> tuple[list[FileTruth], dict[str, object]]:
    """Write the registers' workbooks.

    Args:
        out: folder they are written to.

    Returns:
        What each file holds, and what is planted in them.
    """
    truths = []
    for name, entity, rows in registers():
        write_template(
            entity,
            out / name,
            municipality_code=MUNICIPALITY_CODE,
            rows=rows,
            created=DATA_DATE,
        )
        truth = FileTruth(name, entity)
        bad = Counter(reached_before_started=1) if entity == "milestones" else Counter[str]()
        truth.add(len(rows) - bad.total(), bad)
        if entity == "catalogue_differences":
            truth.warnings["decision_without_reference"] = 1
        truths.append(truth)
    return truths, {
        "retired_focus_point": RETIRED,
        "retired_focus_point_texts": [FORMER_TEXT, FOCUS_POINTS[RETIRED][1]],
        "initiative_over_grant": OVER_GRANT,
        "stray_milestone_of": STRAY_MILESTONE,
        "overdue_recommendation": OVERDUE,
        "old_document": OLD_DOCUMENT,
        "case_type_without_template": NO_TEMPLATE,
        "freeze_month": FREEZE_MONTH.isoformat(),
        "n_freezes": N_FREEZES,
    }


def registers() -> list[tuple[str, str, list[Row]]]:
    """File, entity and rows of each workbook."""
    survey_rounds, survey_answers = survey_rows()
    files: list[tuple[str, str, Sequence[Row]]] = [
        (f"fokuspunkter_{year}.xlsx", "focus_points", tuple(_focus_points(year)))
        for year in DELIVERIES
    ]
    files += [
        ("initiativer.xlsx", "initiatives", _initiatives()),
        ("milepaele.xlsx", "milestones", _milestones()),
        ("henstillinger.xlsx", "recommendations", _recommendations()),
        ("kurser.xlsx", "training", _training()),
        ("retningsgivende_dokumenter.xlsx", "guidance_documents", _documents()),
        ("skabeloner.xlsx", "decision_templates", _templates()),
        ("driftsforstyrrelser.xlsx", "it_incidents", tuple(_incidents())),
        ("brugerundersoegelse_runder.xlsx", "survey_rounds", survey_rounds),
        ("brugerundersoegelse_svar.xlsx", "survey_answers", survey_answers),
        *catalogues(),
        *economy(),
        *cooperation(),
        *providers(),
    ]
    return [(name, entity, _dated(entity, rows)) for name, entity, rows in files]


def _dated(entity: str, rows: Sequence[Row]) -> list[Row]:
    """Rows with the day they were last brought up to date, where they have none."""
    if "updated_on" not in {column.name for column in read_contract(entity).columns}:
        return list(rows)
    return [{"updated_on": DATA_DATE, **row} for row in rows]


def _focus_points(year: int) -> Iterator[Row]:
    """The register as it stood in a year: a text is adjusted, then the point is retired."""
    for number, (focus_point, (title, text, department, indicator, status)) in enumerate(
        FOCUS_POINTS.items()
    ):
        if number > 3 and year == min(DELIVERIES):
            continue  # taken up a year later
        is_retired = focus_point == RETIRED and year == max(DELIVERIES)
        is_former = focus_point == RETIRED and year == min(DELIVERIES)
        yield {
            "focus_point_id": focus_point,
            "department_code": department,
            "title": title,
            "approved_text": FORMER_TEXT if is_former else text,
            "why": "Borgerrådgiverens beretning og forvaltningens egne tal.",
            "wanted": "Færre klager og en sagsbehandling, borgerne kan følge.",
            "priority": "high" if number in (2, 3) else "medium",
            "status": "retired" if is_retired else status if year == 2025 else "in_progress",
            "what_was_done": WHAT_WAS_DONE.get((focus_point, year)),
            "approved_by": _SOF if department == "SOF" else _SUF,
            "approved_on": date(2023, 2, 2) if number <= 3 else date(2024, 2, 1),
            "adjusted_on": date(2024, 2, 1) if focus_point == RETIRED and not is_former else None,
            "retired_on": date(2025, 2, 6) if is_retired else None,
            "indicator_id": indicator,
            "updated_on": DELIVERIES[year],
        }


def _initiatives() -> tuple[Row, ...]:
    visitation = {
        "initiative_id": "hjm-uds-myn-2024",
        "name_da": "Samlet visitation af udskiftninger i Central Myndighed",
        "name_en": "Replacements assessed by one team in the Central Assessment Unit",
        "department_code": "SUF",
        "focus_point_id": "FP-3",
        "status": "in_progress",
        "starts_on": INITIATIVE.first_day,
        "ends_on": date(2025, 6, 30),
        "decided_by": _SOF,
        "decided_on": date(2023, 10, 25),
        "case_number": "2023-0107",
        "indicator_id": "deadline_kept",
        "org_level": "unit",
        "org_code": INITIATIVE.unit,
        "breakdown": "case_type",
        "breakdown_code": INITIATIVE.case_type,
        "grant_name": "Bedre sagsbehandling 2024",
        "grant_dkk": 1_500_000,
        "budget_dkk": 400_000,
        "spent_dkk": 380_000,
    }
    # The 100,000 of 5 million are those of the document of 2006.
    interviews = {
        "initiative_id": "fokusgrupper-2024",
        "name_da": "Fokusgruppeinterview med borgere i fire målgrupper",
        "name_en": "Focus group interviews with citizens of four target groups",
        "department_code": "SOF",
        "focus_point_id": RETIRED,
        "status": "completed",
        "starts_on": date(2024, 3, 1),
        "ends_on": date(2024, 9, 30),
        "decided_by": _SOF,
        "decided_on": date(2024, 1, 31),
        "case_number": "2024-0012",
        "grant_name": "Kompetenceudvikling 2024",
        "grant_dkk": 5_000_000,
        "budget_dkk": 100_000,
        "spent_dkk": 87_500,
    }
    system = {
        "initiative_id": OVER_GRANT,
        "name_da": "Udbud af nyt omsorgssystem",
        "name_en": "Tender for a new care system",
        "department_code": "SUF",
        "focus_point_id": "FP-6",
        "status": "in_progress",
        "starts_on": date(2024, 4, 1),
        "ends_on": date(2025, 12, 31),
        "decided_by": _SUF,
        "decided_on": date(2024, 3, 14),
        "case_number": "2024-0031",
        "grant_name": "Nyt omsorgssystem",
        "grant_dkk": 2_600_000,
        "budget_dkk": 2_600_000,
        "spent_dkk": 2_730_000,
    }
    grounds = {
        "initiative_id": "grounds-hc-2023",
        "name_da": "Nye skabeloner for begrundelser i Handicapcentret",
        "name_en": "New templates for grounds in the Disability Centre",
        "department_code": "SOF",
        "status": "completed",
        "starts_on": date(2023, 7, 1),
        "ends_on": date(2023, 12, 31),
        "decided_by": _SOF,
        "decided_on": date(2023, 5, 10),
        "case_number": "2023-0044",
        "indicator_id": "grounds_given",
        "org_level": "unit",
        "org_code": "HC",
        "breakdown": "total",
        "breakdown_code": "total",
    }
    return visitation, interviews, system, grounds


def _milestones() -> tuple[Row, ...]:
    rows = (
        (
            "hjm-uds-myn-2024",
            "1",
            "Fælles arbejdsgang beskrevet",
            (2023, 11),
            (2023, 12),
            (2023, 12),
        ),
        ("hjm-uds-myn-2024", "2", "Samlet visitation i drift", (2023, 12), (2024, 1), (2024, 1)),
        ("hjm-uds-myn-2024", "3", "Evaluering forelagt udvalget", (2025, 1), (2025, 2), None),
        ("fokusgrupper-2024", "1", "Interview gennemført", (2024, 3), (2024, 6), (2024, 7)),
        ("fokusgrupper-2024", "2", "Rapport til direktionen", (2024, 7), (2024, 9), (2024, 9)),
        (OVER_GRANT, "1", "Kravspecifikation", (2024, 4), (2024, 9), (2024, 12)),
        (OVER_GRANT, "2", "Udbud offentliggjort", (2024, 12), (2025, 5), None),
        (OVER_GRANT, "3", "Aftale underskrevet", None, (2025, 11), None),
        (STRAY_MILESTONE, "1", "Pilot afsluttet", (2024, 5), (2024, 8), (2024, 8)),
        ("fokusgrupper-2024", "3", "Opfølgning aftalt", (2024, 10), (2024, 11), (2024, 9)),
    )
    return tuple(
        {
            "initiative_id": initiative,
            "milestone_id": number,
            "name": name,
            "started_on": _day(started),
            "planned_on": _day(planned),
            "reached_on": _day(reached),
        }
        for initiative, number, name, started, planned, reached in rows
    )


def _day(month: tuple[int, int] | None) -> date | None:
    return date(*month, 15) if month else None


def _recommendations() -> tuple[Row, ...]:
    base = {"department_code": "SOF", "focus_point_id": "FP-4", "report": "Beretning 2023"}
    return (
        base
        | {
            "recommendation_id": "BR-2024-1",
            "title": "Underret borgeren, når fristen ikke kan holdes",
            "received_on": date(2024, 4, 8),
            "answer_due_on": date(2024, 6, 1),
            "answered_on": date(2024, 5, 21),
            "answer": "Henstillingen følges; en fast påmindelse er indført.",
            "acceptance": "accepted",
            "due_on": date(2024, 12, 31),
            "closed_on": date(2024, 12, 10),
        },
        base
        | {
            "recommendation_id": OVERDUE,
            "title": "Begrund afgørelser med de faktiske forhold",
            "received_on": date(2024, 9, 16),
            "answer_due_on": date(2024, 12, 1),
        },
        base
        | {
            "recommendation_id": "BR-2024-3",
            "department_code": "SUF",
            "focus_point_id": "FP-5",
            "title": "Gør kvalitetsstandarder lettere at læse",
            "received_on": date(2024, 9, 16),
            "answer_due_on": date(2024, 12, 1),
            "answered_on": date(2024, 11, 20),
            "answer": "Følges delvist: først de mest brugte.",
            "acceptance": "partly_accepted",
            "due_on": date(2025, 5, 15),
        },
        base
        | {
            "recommendation_id": "BR-2023-4",
            "title": "Indfør en ny ordning for telefontid",
            "report": "Beretning 2022",
            "received_on": date(2023, 5, 2),
            "answer_due_on": date(2023, 7, 1),
            "answered_on": date(2023, 7, 12),
            "answer": "Følges ikke; den nuværende ordning er netop evalueret.",
            "acceptance": "rejected",
            "closed_on": date(2023, 7, 12),
        },
    )


def _training() -> tuple[Row, ...]:
    rows = (
        ("K-2024-01", "SOF", "Partshøring", "hearing", date(2024, 10, 10), 10, 24, 19),
        ("K-2024-02", "SUF", "Begrundelse af afslag", "grounds", date(2024, 11, 7), 7, 30, 27),
        ("K-2024-03", "SUF", "Læsevenlige afgørelser", None, date(2024, 12, 5), 5, 8, 6),
        ("K-2024-04", "SUF", "Journalisering", None, date(2024, 9, 12), 12, 28, 25),
        ("K-2025-01", "SUF", "Notatpligt", "note", date(2025, 2, 20), None, 25, None),
        ("K-2025-02", "SOF", "Partshøring", "hearing", date(2025, 5, 8), None, 24, None),
    )
    return tuple(
        {
            "training_id": number,
            "department_code": department,
            "focus_point_id": "FP-3",
            "topic": topic,
            "goal_id": goal,
            "theme": "journal" if topic == "Journalisering" else None,
            "planned_on": planned,
            "held_on": planned.replace(day=held) if held else None,
            "n_invited": invited,
            "n_attended": attended,
        }
        for number, department, topic, goal, planned, held, invited, attended in rows
    )


def _documents() -> tuple[Row, ...]:
    rows = (
        ("RD-001", "Sådan partshører du", "guideline", "local", date(2024, 9, 2), None, PLAIN_TEXT),
        (OLD_DOCUMENT, "Instruks om bevilling", "instruction", "central", date(2021, 11, 1), None,
         HARD_TEXT),
        ("RD-003", "Arbejdsgang for ældreboliger", "procedure", "everyone", date(2023, 6, 1), None,
         None),
        ("RD-004", "Kvalitetsstandard for rehabilitering", "quality_standard", "citizens",
         date(2024, 3, 1), date(2025, 6, 1), PLAIN_TEXT),
        ("RD-005", "Vejledning i faglig dokumentation", "guideline", None, None, None, None),
    )  # fmt: skip
    counted = {"RD-003": (820, 41, 246)}
    return tuple(
        {
            "document_id": number,
            "department_code": "SUF",
            "title": title,
            "category": category,
            "owner": "Myndighedsafdelingen",
            "available_to": available,
            "status": "in_force",
            "last_reviewed_on": reviewed,
            "next_review_on": following,
            "text": text,
        }
        | dict(
            zip(
                ("n_words", "n_sentences", "n_long_words"),
                counted.get(number, (None, None, None)),
                strict=True,
            )
        )
        for number, title, category, available, reviewed, following, text in rows
    )


def _templates() -> tuple[Row, ...]:
    rows = (
        ("AS-01", "HJM-TEK", date(2024, 2, 1)), ("AS-01", "HJM-UDS", date(2024, 2, 1)),
        ("AS-02", "PERS-HJ", date(2025, 1, 15)), ("AS-02", "OMS-PLEJE", date(2025, 1, 15)),
        ("AS-03", "FOERTID", date(2021, 8, 10)), ("AS-04", "MERUDG", date(2024, 5, 2)),
        ("AS-05", "BOSTOETTE", date(2023, 11, 20)), ("AS-06", "AELDREBOLIG", date(2024, 10, 1)),
        ("AS-07", "REHAB", date(2025, 1, 15)),
    )  # fmt: skip
    withdrawn: Row = {
        "template_id": "AS-00",
        "case_type_code": NO_TEMPLATE,
        "title": "Afgørelse (gammel)",
        "status": "withdrawn",
        "last_revised_on": date(2019, 3, 1),
    }
    return (
        *(
            {
                "template_id": number,
                "case_type_code": case_type,
                "title": f"Afgørelse {number[3:]}",
                "status": "in_use",
                "last_revised_on": revised,
            }
            for number, case_type, revised in rows
        ),
        withdrawn,
    )


def _incidents() -> Iterator[Row]:
    """Freezes month by month, one of them with many; a slow response each quarter; one delay."""
    number = 0
    for months, n_freezes in enumerate(_FREEZES):
        year, month = divmod(_FIRST_FREEZES[0] * 12 + _FIRST_FREEZES[1] - 1 + months, 12)
        happened: list[tuple[str, int, int, float | None]]
        happened = [("freeze", 20 + 5 * (i % 4), 60 + 10 * (i % 5), None) for i in range(n_freezes)]
        if months % 3 == 0:
            happened.append(("slow_response", 90, 140, 38.0 + months))
        for i, (kind, minutes, users, seconds) in enumerate(happened):
            number += 1
            started = datetime(year, month + 1, 2 + i, 9, 10)
            yield {
                "incident_id": f"IT-{number:03d}",
                "system": "Omsorgssystem",
                "kind": kind,
                "started_at": started,
                "ended_at": started + timedelta(minutes=minutes),
                "n_users": users,
                "response_seconds": seconds,
            }
    yield {
        "incident_id": f"IT-{number + 1:03d}",
        "system": "Omsorgssystem",
        "kind": "delay",
        "started_at": datetime(2025, 3, 3, 8, 0),
        "n_users": 140,
    }
