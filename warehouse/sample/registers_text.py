"""Texts of the sample's registers: focus points, and documents easy and hard to read."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FORMER_TEXT = "Forvaltningen gør det tydeligt, hvilke tilbud borgeren kan forvente at modtage."
"""The retired focus point's text before it was adjusted."""

FOCUS_POINTS: Mapping[str, tuple[str, str, str, str | None, str]] = MappingProxyType(
    {
        "FP-1": (
            "Forventningsafstemning med borgerne",
            "Forvaltningen afstemmer i den første samtale, hvilke tilbud borgeren kan forvente, og "
            "skriver det i kvitteringen.",
            "SUF",
            "receipt_in_time",
            "in_progress",
        ),
        "FP-2": (
            "Etablering af kvalitetsorganisation",
            "Arbejdet med faglig og brugeroplevet kvalitet samles i én organisering.",
            "SUF",
            None,
            "implemented",
        ),
        "FP-3": (
            "Frister, der holdes",
            "Mindst 90 % af sagerne afgøres inden for sagstypens frist.",
            "SOF",
            "deadline_kept",
            "in_progress",
        ),
        "FP-4": (
            "Besked, når fristen ikke kan holdes",
            "Borgeren får skriftlig besked om, hvornår afgørelsen kan ventes.",
            "SOF",
            "notice_sent",
            "in_progress",
        ),
        "FP-5": (
            "Retningsgivende dokumenter",
            "Vejledninger, instrukser og arbejdsgange er kortlagt, læsevenlige og ved hånden.",
            "SUF",
            None,
            "in_progress",
        ),
        "FP-6": (
            "IT, der understøtter sagsbehandlingen",
            "Omsorgssystemet skiftes ud tidligere end planlagt.",
            "SUF",
            None,
            "in_progress",
        ),
    }
)
"""By number: title, text, department, indicator and where it stands now."""

WHAT_WAS_DONE: Mapping[tuple[str, int], str] = MappingProxyType(
    {
        ("FP-1", 2024): "Kvalitetsstandarderne er skrevet om, og besøgsblokke er indført.",
        ("FP-1", 2025): "Indsatserne er fuldt gennemført og en fast del af driften; punktet udgår.",
        ("FP-2", 2025): "Organisationen er på plads.",
        ("FP-3", 2024): "Samlet visitation af udskiftninger er begyndt.",
        ("FP-3", 2025): "Samlet visitation er i drift; kurser er holdt.",
        ("FP-4", 2025): "En fast påmindelse er indført i sagssystemet.",
        ("FP-5", 2025): "Dokumenterne er kortlagt; læsevenlighed er næste skridt.",
        ("FP-6", 2025): "Udbuddet er under forberedelse.",
    }
)
"""What the yearly status says was done, by focus point and year of the delivery."""

PLAIN_TEXT = (
    "Ring til borgeren. Sig, hvad sagen er om. Send så de oplysninger, du vil bruge. "
    "Giv en frist på to uger. Skriv et notat om svaret."
)

HARD_TEXT = (
    "Bevillingskompetencen tilkommer myndighedsafdelingen, medmindre serviceniveaubeskrivelsen "
    "foreskriver anderledes sagsbehandling vedrørende hjælpemiddelbevillinger. "
    "Visitationsafgørelser vedrørende boligindretning forudsætter tilstrækkelig dokumentation af "
    "funktionsevnenedsættelsens varighed samt forvaltningens stillingtagen til alternative "
    "kompensationsmuligheder."
)
