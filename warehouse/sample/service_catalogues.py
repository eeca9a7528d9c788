"""Service catalogues of two departments, two versions each, with what is alike and what differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

Row = Mapping[str, object]

VERSIONS = {"2023": date(2023, 1, 1), "2025": date(2025, 1, 1)}
"""Versions of both catalogues, with the first day each holds."""

DELIVERED = {"2023": date(2022, 12, 15), "2025": date(2025, 3, 31)}
"""Dates the versions were delivered on."""

SAME = ("SEL112-HJ", "content")
"""Service and attribute that are the same in both departments, blanks and case aside."""

DECIDED = ("SEL83-PH", "frequency")
"""Service and attribute that differ by a political decision."""

NO_REFERENCE = ("SEL83-PH", "extent")
"""Service and attribute put down to a political decision that is not named."""

TENDER = ("SEL83-PP", "supplier")
"""Service and attribute that differ as a consequence of a tender."""

UNEXPLAINED = ("SEL83A-RE", "time_limit_days")
"""Service and attribute that differ, and nobody says why."""

ONLY_ONE = "SEL97-LED"
"""The service only one department has."""

MATCHED = ("SEL84-ALB", "SEL84-AFL")
"""Codes of one service by two names (SOF, SUF), found by the names and confirmed."""

NOT_MATCHED = ("SEL104-AS", "SEL79-AS")
"""Codes of two services with names alike (SOF, SUF), rejected by a person."""

UNKNOWN_MATCH = ("SEL99-SKP", "SEL99-KP")
"""Codes confirmed as one service that no catalogue has."""

CHANGED = ("SUF", "SEL83-PH", "frequency")
"""Department, service and attribute that the newer version changed."""

ADDED = ("SUF", "SEL79-AS")
DROPPED = ("SOF", "SEL83-MAD")
"""Department and service that the newer version has and the former had not, and the other way."""

OUT_OF_SCOPE = ("SEL108-BO", "SUL138-SYG")
"""Services that are not compared: permanent housing and nursing."""

OVERLAP = ("SOF", "SEL97-LED")
"""Department and service whose versions both hold in the first quarter of 2025."""

_ORDER = (
    "service_name", "service_group", "target_group", "content", "extent", "frequency",
    "time_limit_days", "supplier", "price_dkk", "legal_basis", "quality_standard",
)  # fmt: skip

_WEEKLY, _SECOND, _THIRD = "Hver uge", "Hver 2. uge", "Hver 3. uge"
_FREE = "Kommunal eller privat leverandør efter borgerens valg"
_OWN = "Kommunens egen enhed"

_BOTH: Mapping[str, tuple[object, ...]] = {
    "SEL83-PP": (
        "Personlig pleje", "home_help",
        "Borgere, der midlertidigt eller varigt ikke kan varetage egen pleje",
        "Bad, af- og påklædning, toiletbesøg og hjælp til at spise", "Efter individuel vurdering",
        "Dagligt efter behov", 1, _FREE, 0, "SEL § 83",
        "Du får hjælp til det, du ikke selv kan. Hjælpen begynder senest dagen efter afgørelsen.",
    ),
    "SEL83-PH": (
        "Praktisk hjælp", "home_help", "Borgere, der ikke kan klare rengøringen i hjemmet",
        "Rengøring af opholdsrum, bad og køkken samt tøjvask", "Op til 60 minutter ad gangen",
        _SECOND, 14, _FREE, 0, "SEL § 83", "Dit hjem bliver gjort rent i de rum, du bruger.",
    ),
    "SEL83A-RE": (
        "Rehabiliteringsforløb", "rehabilitation",
        "Borgere, der kan få bedre funktionsevne af et kort forløb",
        "Træning i dagligdagens gøremål med faste mål", "Op til 12 uger", "2-5 gange om ugen", 7,
        _OWN, 0, "SEL § 83 a", "Du og din sagsbehandler sætter mål for forløbet sammen.",
    ),
    "SEL112-HJ": (
        "Hjælpemidler", "aids", "Borgere med varigt nedsat funktionsevne",
        "Udlån af hjælpemidler, der letter hverdagen væsentligt", "Efter individuel vurdering",
        "Efter behov", 10, _OWN, 0, "SEL § 112",
        "Du får det bedst egnede og billigste hjælpemiddel.",
    ),
    "SUL138-SYG": (
        "Sygepleje", "nursing", "Borgere med akut eller kronisk sygdom",
        "Sygepleje efter henvisning fra lægen", "Efter lægens henvisning", "Efter behov", 1, _OWN,
        0, "SUL § 138", "Du får den sygepleje, lægen har henvist dig til.",
    ),
}  # fmt: skip
"""What both departments have, as SUF's newest version has it."""

_OF_SOF: Mapping[str, Mapping[str, object]] = {
    "SEL83-PH": {"frequency": _THIRD, "extent": "Op til 45 minutter ad gangen"},
    "SEL83A-RE": {"time_limit_days": 14},
    "SEL112-HJ": {"content": "Udlån af  hjælpemidler, der letter HVERDAGEN væsentligt"},
    "SEL83-PP": {"supplier": _OWN},
    "SUL138-SYG": {"time_limit_days": 3},
}
"""Where SOF's catalogue differs."""

_ONE: Mapping[tuple[str, str], tuple[object, ...]] = {
    ("SUF", "SEL84-AFL"): (
        "Aflastning i hjemmet", "relief", "Pårørende, der passer en ægtefælle eller forælder",
        "En medarbejder er i hjemmet, mens den pårørende er ude", "Op til 4 timer om ugen", _WEEKLY,
        14, _OWN, 0, "SEL § 84", "Din pårørende er i trygge hænder, mens du er væk.",
    ),
    ("SOF", "SEL84-ALB"): (
        "Aflastning i eget hjem", "relief", "Pårørende, der passer en ægtefælle eller forælder",
        "En medarbejder er i hjemmet, mens den pårørende er ude", "Op til 6 timer om ugen", _WEEKLY,
        14, _OWN, 0, "SEL § 84", "Din pårørende er i trygge hænder, mens du er væk.",
    ),
    ("SUF", "SEL79-AS"): (
        "Aktivitets- og samværstilbud for ældre", "day_offers", "Hjemmeboende ældre",
        "Fællesspisning, motion og samvær i aktivitetscentret", "1-2 dage om ugen", _WEEKLY, 21,
        _OWN, 60, "SEL § 79", "Du kan være med en til to dage om ugen.",
    ),
    ("SOF", "SEL104-AS"): (
        "Aktivitets- og samværstilbud", "day_offers",
        "Voksne med betydelig nedsat fysisk eller psykisk funktionsevne",
        "Aktivitet og samvær, der opretholder personlige færdigheder", "Op til 5 dage om ugen",
        "Dagligt", 28, "Kommunens egen enhed eller godkendt privat tilbud", 0, "SEL § 104",
        "Du får et tilbud, der passer til dine færdigheder.",
    ),
    ("SUF", "ALB54-AEB"): (
        "Ældrebolig", "housing", "Ældre og borgere med handicap, der har særligt behov for boligen",
        "Visitation til almen ældrebolig", "En bolig", "Én gang", 42, "Almen boligorganisation",
        None, "ABL § 54", "Du får svar på din ansøgning inden for seks uger.",
    ),
    ("SOF", "SEL85-SPS"): (
        "Socialpædagogisk støtte", "social_support",
        "Voksne med betydelig nedsat funktionsevne eller særlige sociale problemer",
        "Hjælp, omsorg, støtte og optræning i egne færdigheder", "Efter støttebehovsniveau",
        "1-3 gange om ugen", 21, "Kommunens egen enhed eller godkendt privat tilbud", 0, "SEL § 85",
        "Støtten skal gøre dig bedre i stand til at klare hverdagen.",
    ),
    ("SOF", "SEL97-LED"): (
        "Ledsagelse", "social_support",
        "Borgere, der ikke kan færdes alene på grund af nedsat funktionsevne",
        "Ledsagelse til aktiviteter, borgeren selv vælger", "15 timer om måneden", "Efter aftale",
        14, "Borgerens valg af ledsager", 0, "SEL § 97",
        "Du bestemmer selv, hvad timerne bruges til.",
    ),
    ("SOF", "SEL108-BO"): (
        "Længerevarende botilbud", "permanent_housing",
        "Voksne, der ikke kan bo i egen bolig", "Botilbud med støtte hele døgnet", "Hele døgnet",
        "Dagligt", 56, "Kommunens eget eller godkendt privat tilbud", None, "SEL § 108",
        "Du får egen bolig i et botilbud.",
    ),
    ("SOF", "SEL83-MAD"): (
        "Madservice", "home_help", "Borgere, der ikke kan lave mad",
        "Levering af færdige retter til hjemmet", "1 hovedret om dagen", "Dagligt", 7,
        "Privat leverandør efter udbud", 62, "SEL § 83", "Du får maden leveret til døren.",
    ),
}  # fmt: skip
"""What one department has, as its newest version has it."""

_BEFORE: Mapping[tuple[str, str], Mapping[str, object]] = {
    ("SUF", "SEL83-PH"): {"frequency": _WEEKLY},
    ("SOF", "SEL85-SPS"): {"time_limit_days": 28},
}
"""What the version of 2023 had otherwise."""


def catalogues() -> list[tuple[str, str, tuple[Row, ...]]]:
    """File, entity and rows: each version of each department's catalogue, matches, reasons."""
    return [
        *(
            (
                f"indsatskatalog_{department.lower()}_{version}.xlsx",
                "service_standards",
                tuple(_rows(department, version)),
            )
            for version in VERSIONS
            for department in ("SOF", "SUF")
        ),
        ("ydelsesmatch.xlsx", "service_matches", matches()),
        ("katalogforskelle.xlsx", "catalogue_differences", differences()),
    ]


def matches() -> tuple[Row, ...]:
    """The form of `sagspuls match-services` as a person filled it in."""
    answers = (
        (MATCHED, "Aflastning i eget hjem", "Aflastning i hjemmet", 81, "yes"),
        (NOT_MATCHED, "Aktivitets- og samværstilbud", "Aktivitets- og samværstilbud for ældre", 84,
         "no"),
        (UNKNOWN_MATCH, "Støttekontaktperson", "Kontaktperson", None, "yes"),
    )  # fmt: skip
    return tuple(
        {
            "department_code": "SOF",
            "service_code": codes[0],
            "service_name": name,
            "other_department_code": "SUF",
            "other_service_code": codes[1],
            "other_service_name": other_name,
            "score": score,
            "decision": decision,
            "decided_by": "Myndighedsafdelingen",
            "updated_on": DELIVERED["2025"],
        }
        for codes, name, other_name, score, decision in answers
    )


def differences() -> tuple[Row, ...]:
    """Why the catalogues differ, as far as somebody told it."""
    told = (
        (*DECIDED, "political_decision", "Rengøring hver 3. uge er vedtaget i budgettet.",
         "Socialudvalget 14-06-2023, 2023-0177", "final", None),
        (*NO_REFERENCE, "political_decision", "Niveauet er politisk bestemt.", None,
         "before_committee", date(2025, 5, 14)),
        (ONLY_ONE, "service", "professional_need", "Målgruppen er kun i Socialforvaltningen.", None,
         "hearing", date(2025, 6, 30)),
        (*TENDER, "tender", "Følge af udbuddet i 2022.", None, "described", date(2025, 9, 1)),
        (*UNEXPLAINED, "not_explained", None, None, "described", date(2025, 3, 1)),
        (SAME[0], "supplier", "organisation", "Hjælpemiddelcentralen er fælles.", None, "final",
         None),
        (UNKNOWN_MATCH[0], "service", "professional_need", None, None, "described", None),
    )  # fmt: skip
    return tuple(
        {
            "service_code": code,
            "attribute_code": attribute,
            "reason": reason,
            "explanation": explanation,
            "decision_reference": reference,
            "owner": "Myndighedsafdelingen",
            "status": status,
            "due_on": due,
            "updated_on": DELIVERED["2025"],
        }
        for code, attribute, reason, explanation, reference, status, due in told
    )


def truths() -> dict[str, object]:
    """What is planted in the catalogues, for truth.json."""
    return {
        "same": SAME,
        "differs_by_decision": DECIDED,
        "decision_without_reference": NO_REFERENCE,
        "differs_unexplained": UNEXPLAINED,
        "differs_by_tender": TENDER,
        "only_one_has_it": ONLY_ONE,
        "matched_by_name": MATCHED,
        "rejected_match": NOT_MATCHED,
        "match_of_unknown_services": UNKNOWN_MATCH,
        "changed": CHANGED,
        "added": ADDED,
        "dropped": DROPPED,
        "out_of_scope": OUT_OF_SCOPE,
        "overlap": OVERLAP,
    }


def _rows(department: str, version: str) -> Iterator[Row]:
    own: dict[str, Row] = {
        code: {
            **dict(zip(_ORDER, texts, strict=True)),
            **(_OF_SOF.get(code, {}) if department == "SOF" else {}),
        }
        for code, texts in _BOTH.items()
    }
    own |= {
        code: dict(zip(_ORDER, texts, strict=True))
        for (of, code), texts in _ONE.items()
        if of == department
    }
    is_former = version == min(VERSIONS)
    for code, attributes in own.items():
        if (department, code) == (ADDED if is_former else DROPPED):
            continue
        former = _BEFORE.get((department, code), {}) if is_former else {}
        yield {
            "department_code": department,
            "service_code": code,
            "version": version,
            "valid_from": VERSIONS[version],
            "valid_to": _valid_to(department, code) if is_former else None,
            **attributes,
            **former,
            "decision_reference": _decision(department, version),
            "updated_on": DELIVERED[version],
        }


def _valid_to(department: str, code: str) -> date | None:
    """The former version ends with the year, or where the next begins; one was ended too late."""
    if (department, code) == OVERLAP:
        return date(2025, 3, 31)
    return date(2024, 12, 31) if (department, code) == DROPPED else None


def _decision(department: str, version: str) -> str:
    committee = "Socialudvalget" if department == "SOF" else "Sundheds- og Omsorgsudvalget"
    return f"{committee}, kvalitetsstandarder {version}"
