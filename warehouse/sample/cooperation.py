"""The sample's strengthened cooperation: who takes part, and both yearly wheels of the document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from warehouse.sample.catalogue import DATA_DATE

Row = Mapping[str, object]

SOURCE = "KKR Nordjylland, Tillæg til Model for forstærket samarbejde, 2016"
SOURCE_OF_2018 = "KKR Nordjylland, Årshjul Rammeaftale 2018"

LEFT_IN_TIME = "proeve-a"
"""The provider that left with a year's notice at the end of an even year."""

SHORT_NOTICE = "proeve-b"
"""The one whose notice came in May of the year it left."""

LEFT_IN_ODD_YEAR = "proeve-c"
"""The one that left in the middle of a period."""

JOINED_IN_MARCH = "proeve-e"
"""The one that joined on another day than 1 January."""

LEAVING = ("proeve-f", date(2026, 12, 31))
"""The one whose notice came in February of an odd year, and the day it may leave by the rules."""

NEXT_TASKS = (
    ("UDV-5", date(2025, 4, 1)),
    ("UDV-6", date(2025, 8, 1)),
    ("UDV-1", date(2026, 1, 1)),
    ("UDV-2", date(2026, 1, 1)),
    ("UDV-7", date(2026, 1, 1)),
    ("UDV-3", date(2026, 2, 1)),
    ("UDV-4", date(2026, 2, 1)),
    ("UDV-8", date(2026, 3, 1)),
)
"""When each recurring task next begins after the data date, told by hand."""

# Provider, name, joined, notice and by whom, left, criteria, panel, DAS.
_PARTICIPATION = (
    ("proeve-a", "Prøvetilbud A (opdigtet)", date(2019, 1, 1), date(2024, 1, 15), "operator",
     date(2024, 12, 31), "partly", "leave", date(2024, 2, 20), "approved", date(2024, 3, 14)),
    ("proeve-b", "Prøvetilbud B (opdigtet)", date(2021, 1, 1), date(2024, 5, 20), "operator",
     date(2024, 12, 31), "yes", "emergency_track", date(2024, 6, 11), "approved",
     date(2024, 6, 25)),
    ("proeve-c", "Prøvetilbud C (opdigtet)", date(2017, 1, 1), date(2022, 1, 20), "municipalities",
     date(2023, 12, 31), "no", "leave", date(2022, 2, 15), "approved", date(2022, 3, 17)),
    ("proeve-d", "Prøvetilbud D (opdigtet)", date(2019, 1, 1), None, None, None, "yes",
     "take_part", date(2025, 2, 18), "approved", date(2025, 3, 13)),
    ("proeve-e", "Prøvetilbud E (opdigtet)", date(2023, 3, 1), None, None, None, "yes",
     "take_part", date(2025, 2, 18), "approved", date(2025, 3, 13)),
    ("proeve-f", "Prøvetilbud F (opdigtet)", date(2019, 1, 1), date(2025, 2, 10), "operator", None,
     "partly", "leave", date(2025, 2, 18), "pending", None),
)  # fmt: skip

_DAS = ("DAS", "DAS (administrative steering group)")
_PANEL = ("Ekspertpanelet", "Expert panel")
_OPERATORS = ("Driftsherrer", "Operators")
_SECRETARIAT = ("Rammeaftalesekretariatet", "Secretariat of the framework agreement")
_BOTH = ("Kommunerne og regionen", "Municipalities and region")
_COUNCILS = ("Kommunalbestyrelser og Regionsrådet", "Municipal and regional councils")
_USERS = ("Dialogforum", "Dialogue forum")
_FU = ("FU", "Executive committee (FU)")
_KKR = ("KKR", "KKR (local government regional council)")

# Number, forum, task, in English, first month, last month, rule.
_SELECTION = (
    ("UDV-1", _OPERATORS, "Indmelding af nye tilbud", "Propose new providers",
     date(2017, 1, 1), None, "FREQ=YEARLY"),
    ("UDV-2", ("Driftsherrer og kommuner", "Operators and municipalities"),
     "Udmelding af tilbud (lige år)", "Give notice of leaving (even years)",
     date(2018, 1, 1), None, "FREQ=YEARLY;INTERVAL=2"),
    ("UDV-3", _PANEL, "Vurdering efter kriterierne; i ulige år kun hvis der er nye tilbud",
     "Assess by the criteria; in odd years only where there are new providers",
     date(2017, 2, 1), None, "FREQ=YEARLY"),
    ("UDV-4", _PANEL, "Vurdering af ønsker om udmelding (lige år)",
     "Assess notices of leaving (even years)", date(2018, 2, 1), None, "FREQ=YEARLY;INTERVAL=2"),
    ("UDV-8", _DAS, "Behandling af ekspertpanelets forslag", "Consider the panel's proposals",
     date(2017, 3, 1), None, "FREQ=YEARLY"),
    ("UDV-5", _KKR, "Eventuel behandling af tilbud, der udgår", "If need be: providers that leave",
     date(2017, 4, 1), None, "FREQ=YEARLY"),
    ("UDV-6", ("DAS og politiske udvalg", "DAS and political committees"),
     "Endelig behandling sammen med rammeaftalen", "Decide, together with the framework agreement",
     date(2017, 8, 1), date(2017, 10, 1), "FREQ=YEARLY"),
    ("UDV-7", ("Aftaleparterne", "Parties of the agreement"), "Aftaleperioden træder i kraft",
     "The period of the agreement begins", date(2018, 1, 1), None, "FREQ=YEARLY"),
)  # fmt: skip

# Forum, task, in English, first day or month, last; a day where the last part says so.
_AGREEMENT_2018 = (
    (("Alle aktører", "All parties"), "Kick-off", "Kick-off", date(2016, 10, 24), None, "day"),
    (_DAS, "Godkendelse af årshjul; koncept for oplysninger", "Approve the wheel and the concept",
     date(2016, 11, 17), None, "day"),
    (_BOTH, "Invitation til workshop", "Invite to the workshop", date(2016, 11, 1), None, "month"),
    (_SECRETARIAT, "Indhentning af viden om temaer", "Gather themes",
     date(2016, 11, 1), date(2016, 12, 1), "month"),
    (_USERS, "Drøftelse af temaer til workshoppen", "Discuss themes of the workshop",
     date(2016, 11, 1), date(2016, 12, 1), "month"),
    (("Udviklingsstrategigruppen", "Development strategy group"), "Udpegning af regionale temaer",
     "Choose regional themes", date(2016, 12, 1), None, "month"),
    (_FU, "Behandling af temaer til workshoppen", "Consider themes of the workshop",
     date(2016, 12, 1), None, "month"),
    (_BOTH, "Program for workshoppen udsendes", "Send out the workshop's programme",
     date(2016, 12, 1), None, "month"),
    (_DAS, "Orientering om skemaer; koncept for landsdækkende tilbud",
     "Forms sent out; concept for nationwide providers", date(2017, 1, 18), None, "day"),
    (_BOTH, "Anmodning om nye tilbud, kapacitet og belægning",
     "Ask for new providers, capacity and occupancy", date(2017, 1, 1), None, "month"),
    (("Brugerorganisationer og fagfolk", "User organisations and professionals"), "Workshop",
     "Workshop", date(2017, 2, 2), None, "day"),
    (("Udviklingsstrategigruppen", "Development strategy group"), "Drøftelse af workshoppen",
     "Discuss the workshop", date(2017, 2, 6), date(2017, 2, 10), "day"),
    (_BOTH, "Møde om udbud og efterspørgsel", "Meeting on supply and demand",
     date(2017, 2, 6), date(2017, 2, 10), "day"),
    (_DAS, "Temaer til den politiske temadag", "Themes of the political meeting",
     date(2017, 3, 1), None, "month"),
    (_BOTH, "Temaer til temadagen udsendes", "Send out the themes", date(2017, 3, 3), None, "day"),
    (_PANEL, "Møde, hvis der er nye indmeldinger", "Meet, where there are proposals",
     date(2017, 3, 1), None, "month"),
    (("Politikere", "Politicians"), "Politisk dialogmøde", "Political dialogue meeting",
     date(2017, 4, 4), None, "day"),
    (_FU, "Forslag til fokusområder", "Proposals for focus areas", date(2017, 4, 5), None, "day"),
    (_DAS, "Eventuel høring om fokusområder", "If need be: hearing on the focus areas",
     date(2017, 4, 5), date(2017, 4, 12), "day"),
    (_SECRETARIAT, "Udkast til rammeaftalen påbegyndes", "Begin the draft of the agreement",
     date(2017, 4, 1), None, "month"),
    (_BOTH, "Årsrapporter om det forstærkede samarbejde",
     "Yearly reports on the strengthened cooperation", date(2017, 4, 1), None, "month"),
    (_DAS, "1. udkast til rammeaftalen; årsrapporter", "First draft; yearly reports",
     date(2017, 5, 30), None, "day"),
    (_USERS, "Udkast til fokusområderne", "Draft of the focus areas",
     date(2017, 6, 1), None, "month"),
    (_DAS, "Endelig administrativ godkendelse", "Final administrative approval",
     date(2017, 8, 18), None, "day"),
    (_KKR, "Godkendelse af udkast", "Approve the draft", date(2017, 9, 1), None, "day"),
    (_COUNCILS, "Politisk behandling med frist 15. oktober",
     "Political decision by 15 October", date(2017, 9, 1), date(2017, 10, 15), "day"),
    (("Kontaktudvalget", "Contact committee"), "Godkendelse af udkast", "Approve the draft",
     date(2017, 9, 1), None, "month"),
    (_BOTH, "Indmelding af endelige takster", "Report the final tariffs",
     date(2017, 10, 1), None, "month"),
    (_SECRETARIAT, "Rammeaftalen sendes til Socialstyrelsen",
     "Send the agreement to the National Board of Social Services",
     date(2017, 10, 15), None, "day"),
    (_BOTH, "Rammeaftalen lægges på hjemmesiderne", "Publish the agreement",
     date(2017, 10, 1), None, "month"),
    (("Aftaleparterne", "Parties of the agreement"), "Rammeaftalen træder i kraft",
     "The agreement takes effect", date(2018, 1, 1), None, "day"),
)  # fmt: skip


def cooperation() -> list[tuple[str, str, list[Row]]]:
    """File, entity and rows of each workbook."""
    return [
        ("forstaerket_samarbejde.xlsx", "participation", list(_participation())),
        ("aarshjul.xlsx", "wheel_tasks", list(_wheel())),
    ]


def planted_cooperation() -> dict[str, object]:
    """What is planted in them."""
    return {
        "left_in_time": LEFT_IN_TIME,
        "short_notice": SHORT_NOTICE,
        "left_in_odd_year": LEFT_IN_ODD_YEAR,
        "joined_in_march": JOINED_IN_MARCH,
        "leaving": {"provider_id": LEAVING[0], "leaves_on": LEAVING[1].isoformat()},
        "next_tasks": {task: day.isoformat() for task, day in NEXT_TASKS},
    }


def _participation() -> Iterator[Row]:
    names = (
        "provider_id", "provider_name", "joined_on", "notice_on", "notice_by", "left_on",
        "criteria_met", "panel_assessment", "panel_on", "das_decision", "das_on",
    )  # fmt: skip
    for row in _PARTICIPATION:
        yield {"run_by": "Prøvekommune", **dict(zip(names, row, strict=True))}


def _wheel() -> Iterator[Row]:
    for task_id, forum, task, task_en, first, last, rule in _SELECTION:
        yield {
            **_task(task_id, "selection", forum, task, task_en, first, last, "month"),
            "recurrence_rule": rule,
            "source": SOURCE,
        }
    for number, (forum, task, task_en, first, last, precision) in enumerate(_AGREEMENT_2018, 1):
        yield {
            **_task(f"RA18-{number:02d}", "framework_agreement", forum, task, task_en, first, last,
                    precision),
            "source": SOURCE_OF_2018,
        }  # fmt: skip


def _task(
    task_id: str,
    wheel: str,
    forum: tuple[str, str],
    task: str,
    task_en: str,
    first: date,
    last: date | None,
    precision: str,
) -> dict[str, object]:
    return {
        "task_id": task_id,
        "wheel": wheel,
        "forum": forum[0],
        "forum_en": forum[1] if forum[1] != forum[0] else None,
        "task": task,
        "task_en": task_en,
        "date_precision": precision,
        "first_on": first,
        "last_on": last,
        "updated_on": DATA_DATE,
    }
