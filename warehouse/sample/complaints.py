"""Complaints over a month's cases and decisions, their points, and what is planted in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from types import MappingProxyType

import numpy as np

from warehouse.sample.cases import UNIT_CODES, Cases
from warehouse.sample.days import (
    LAST,
    NO_DAY,
    Bools,
    Floats,
    Ints,
    month_numbers,
    working_day_after,
    working_day_before,
)
from warehouse.sample.decisions import OUTCOME_CODES, Decisions

CHANNELS: Mapping[str, str] = MappingProxyType(
    {
        "mayor": "Borgmesteren",
        "borgerraadgiver": "Borgerrådgiveren",
        "department": "Forvaltningen",
        "appeal_board": "Ankestyrelsen",
        "ombudsman": "Folketingets Ombudsmand",
        "other": "Andre",
    }
)
CHANNEL_SHARES = (0.18, 0.22, 0.28, 0.28, 0.02, 0.02)

AREAS: Mapping[str, str] = MappingProxyType(
    {
        "casework": "Sagsbehandling og sagsbehandler",
        "case_time": "Sagsbehandlingstid",
        "legal_guarantees": "Retssikkerhedsgarantier",
        "content": "Afgørelsens indhold",
    }
)


@dataclass(frozen=True)
class Topic:
    """A topic of complaints: its word in the files, its area, and how often it occurs."""

    word: str
    area: str
    weight: float


_LEGAL, _TIME, _WORK = "legal_guarantees", "case_time", "casework"

TOPICS: Mapping[str, Topic] = MappingProxyType(
    {
        "citizen_participation": Topic("Borgerens medvirken", _LEGAL, 3),
        "holistic_casework": Topic("Helhedsorienteret sagsbehandling", _LEGAL, 1),
        "hearing": Topic("Partshøring", _LEGAL, 5),
        "grounds": Topic("Begrundelse", _LEGAL, 8),
        "consent": Topic("Samtykke", _LEGAL, 2),
        "representation": Topic("Partsrepræsentation", _LEGAL, 1),
        "complaint_guidance": Topic("Klagevejledning", _LEGAL, 4),
        "access_to_documents": Topic("Aktindsigt", _LEGAL, 3),
        "confidentiality": Topic("Tavshedspligt", _LEGAL, 1),
        "impartiality": Topic("Habilitet", _LEGAL, 1),
        "guidance": Topic("Rådgivning og vejledning", _LEGAL, 5),
        "equal_treatment": Topic("Ligebehandling", _LEGAL, 1),
        "inquiry": Topic("Officialprincippet", _LEGAL, 4),
        "notes": Topic("Notatpligt og journalisering", _LEGAL, 2),
        "documentation": Topic("Dokumentation", _LEGAL, 2),
        "writing": Topic("Skriftlighed i visse tilfælde", _LEGAL, 1),
        "deadlines": Topic("Sagsbehandlingsfrister og skriftlig besked", _LEGAL, 5),
        "smooth_casework": Topic("Hurtig og smidig sagsbehandling", _TIME, 4),
        "case_time": Topic("Sagsbehandlingstid", _TIME, 16),
        "missing_reply": Topic("Manglende tilbagemelding", _WORK, 9),
        "missing_status": Topic("Manglende orientering om sagens status", _WORK, 5),
        "conduct": Topic("Personalets optræden", _WORK, 6),
        "telephone": Topic("Telefonbetjening", _WORK, 4),
        "letters": Topic("Sproget i breve", _WORK, 2),
        "forms": Topic("Skemaer og skriftligt materiale", _WORK, 1),
        "writing_elsewhere": Topic("Skriftlighed i andre sager", _WORK, 1),
        "content": Topic("Afgørelsens indhold", "content", 3),
    }
)
"""The 17 formal requirements, the 9 service points and the content (seeds/complaint_topics.csv)."""

UNKNOWN_TOPIC = "Parkering"
"""A topic no seed knows."""

JUSTIFIED: Mapping[str, str] = MappingProxyType(
    {"wholly": "Helt", "partly": "Delvist", "no": "Nej", "not_assessed": "Ikke vurderet"}
)
JUSTIFIED_SHARES = (0.18, 0.22, 0.45, 0.15)

APPEAL_OUTCOMES: Mapping[str, str] = MappingProxyType(
    {
        "changed": "Ændret",
        "remitted": "Hjemvist",
        "upheld": "Stadfæstet",
        "dismissed": "Afvist",
        "referred": "Henvist",
    }
)
"""From the most far-reaching to the least."""
APPEAL_SHARES = (0.12, 0.20, 0.52, 0.13, 0.03)

CHANNEL_CODES, TOPIC_CODES = tuple(CHANNELS), tuple(TOPICS)
JUSTIFIED_CODES, OUTCOMES = tuple(JUSTIFIED), tuple(APPEAL_OUTCOMES)
UNKNOWN = len(TOPIC_CODES)
APPEAL = CHANNEL_CODES.index("appeal_board")
_CONTENT = TOPIC_CODES.index("content")
_NOT_ASSESSED = JUSTIFIED_CODES.index("not_assessed")
_JUSTIFIED_OF_OUTCOME = np.array(
    [
        JUSTIFIED_CODES.index(code)
        for code in ("wholly", "partly", "no", "not_assessed", "not_assessed")
    ]
)

_AGAINST, _ELSE = 0.075, 0.02
"""Shares of decisions against the citizen, and of others, that are complained about."""
_AGAIN = 0.06
_WITH_CASE, _WITH_CPR = 0.88, 0.94


@dataclass(frozen=True)
class Planted:
    """A topic that is complained about more in one unit in one quarter."""

    topic: str
    unit: str
    quarter: date
    at_least: int
    one_of: int
    """At least so many a month, and one more for every so many cases of the unit."""


BURST = Planted("missing_reply", "SC-SYD", date(2024, 10, 1), 5, 12)
"""A special cause: the quarter stands out from those before."""

NEW = Planted("forms", "MYN", date(2025, 1, 1), 3, 40)
"""New: nobody complained about this there before."""


@dataclass(frozen=True)
class Complaints:
    """Complaints, a column each; `case` and `citizen` are -1 where the register states none."""

    case: Ints
    citizen: Ints
    unit: Ints
    channel: Ints
    received: Ints
    answered: Ints
    n_points: Ints
    topic: Ints
    """Of the first point."""

    def at(self, rows: Ints | Bools) -> Complaints:
        """The complaints at these positions."""
        return Complaints(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})


@dataclass(frozen=True)
class Points:
    """Points of complaints, a column each; `outcome` is -1 where no board decided."""

    complaint: Ints
    number: Ints
    topic: Ints
    justified: Ints
    outcome: Ints


def join(parts: list[Complaints]) -> Complaints:
    """Complaints of several months' cases as one, oldest first."""
    whole = Complaints(
        **{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Complaints)}
    )
    return whole.at(np.lexsort((whole.channel, whole.case, whole.received)))


def complaints_of(
    month: int, cases: Cases, decisions: Decisions, rng: np.random.Generator
) -> Complaints:
    """The complaints over a month's cases: most after a decision against the citizen.

    Args:
        month: months since 1970, in which the cases were received.
        cases: the cases.
        decisions: the decisions in them.
        rng: where all chance comes from.
    """
    against = np.isin(
        decisions.outcome, [OUTCOME_CODES.index(name) for name in ("partly_granted", "refused")]
    )
    chosen = rng.random(len(against)) < np.where(against, _AGAINST, _ELSE)
    place = np.searchsorted(cases.number, decisions.case[chosen])
    received = working_day_after(decisions.day[chosen] + rng.integers(1, 29, len(place)))
    topic = rng.choice(len(TOPIC_CODES), size=len(place), p=_weights())
    parts = [_complaints(cases, place, received, topic, rng)]
    again = rng.random(len(place)) < _AGAIN
    later = working_day_after(received[again] + rng.integers(30, 151, int(again.sum())))
    parts.append(_complaints(cases, place[again], later, topic[again], rng))
    parts += [_planted(month, cases, one, rng) for one in (BURST, NEW)]
    whole = join(parts)
    early = (whole.topic == TOPIC_CODES.index(NEW.topic)) & (
        whole.unit == UNIT_CODES.index(NEW.unit)
    )
    early &= month_numbers(whole.received) < _month(NEW.quarter)
    whole.topic[early] = TOPIC_CODES.index("letters")
    return whole.at(whole.received <= LAST)


def points_of(complaints: Complaints, rng: np.random.Generator) -> Points:
    """The points of complaints; where the board decided, as it decided."""
    complaint = np.repeat(np.arange(len(complaints.case)), complaints.n_points)
    first = np.cumsum(complaints.n_points) - complaints.n_points
    number = np.arange(len(complaint)) - first[complaint] + 1
    drawn = rng.choice(len(TOPIC_CODES), size=len(complaint), p=_weights())
    # No topic twice in a complaint, and what is planted stays as it was planted.
    kept = [TOPIC_CODES.index(one.topic) for one in (BURST, NEW)]
    drawn[np.isin(drawn, kept) | (drawn == complaints.topic[complaint])] = _CONTENT
    topic = np.where(number == 1, complaints.topic[complaint], drawn)
    is_answered = complaints.answered[complaint] != NO_DAY
    appealed = is_answered & (complaints.channel[complaint] == APPEAL)
    outcome = rng.choice(len(OUTCOMES), size=len(complaint), p=APPEAL_SHARES)
    outcome = np.where(appealed, outcome, -1)
    justified = rng.choice(len(JUSTIFIED_CODES), size=len(complaint), p=JUSTIFIED_SHARES)
    justified = np.where(appealed, _JUSTIFIED_OF_OUTCOME[outcome], justified)
    justified[~is_answered] = _NOT_ASSESSED
    return Points(complaint, number, topic, justified, outcome)


def _complaints(
    cases: Cases, place: Ints, received: Ints, topic: Ints, rng: np.random.Generator
) -> Complaints:
    count = len(place)
    channel = rng.choice(len(CHANNEL_CODES), size=count, p=CHANNEL_SHARES)
    middle = np.where(channel == APPEAL, 110.0, 21.0)
    answered = received + np.ceil(middle * np.exp(0.5 * rng.standard_normal(count))).astype(
        np.int64
    )
    answered = working_day_after(np.minimum(answered, LAST + 1))
    with_case, with_cpr = rng.random(count) < _WITH_CASE, rng.random(count) < _WITH_CPR
    return Complaints(
        case=np.where(with_case, cases.number[place], -1),
        citizen=np.where(with_cpr, cases.citizen[place], -1),
        unit=cases.unit[place].astype(np.int64),
        channel=channel,
        received=received.astype(np.int64),
        answered=np.where(answered <= LAST, answered, NO_DAY),
        n_points=rng.choice(3, size=count, p=(0.6, 0.3, 0.1)) + 1,
        topic=topic.copy(),
    )


def _planted(month: int, cases: Cases, one: Planted, rng: np.random.Generator) -> Complaints:
    """What is planted in a month: complaints over the unit's cases, on days of the quarter."""
    there = np.flatnonzero(cases.unit == UNIT_CODES.index(one.unit))
    first = _month(one.quarter)
    count = 0
    if len(there) and first <= month < first + 3:
        count = one.at_least + len(there) // one.one_of
    place = rng.choice(there, size=count) if count else np.zeros(0, dtype=np.int64)
    last = int(np.datetime64(first + 3, "M").astype("datetime64[D]").astype(np.int64)) - 1
    day = np.minimum(cases.received[place] + rng.integers(0, 21, count), min(last, LAST))
    topic = np.full(count, TOPIC_CODES.index(one.topic), dtype=np.int64)
    return _complaints(cases, place, working_day_before(day), topic, rng)


def _month(day: date) -> int:
    return (day.year - 1970) * 12 + day.month - 1


def _weights() -> Floats:
    weights = np.array([topic.weight for topic in TOPICS.values()])
    return np.asarray(weights / weights.sum())
