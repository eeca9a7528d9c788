"""Bad rows, of every kind suppliers deliver: how many of each, and what each looks like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from types import MappingProxyType

import numpy as np

from warehouse.sample.days import Ints

BAD_SHARE = 0.005
"""Bad rows for every good row, all kinds together."""

LARGEST_SHARE_OF_A_FILE = 1 / 8
"""No small file gets more than this, or it would be refused whole."""

REJECTED = (
    "impossible_date",
    "missing_value",
    "unknown_code",
    "not_a_number",
    "too_many_columns",
    "too_few_columns",
    "same_key_other_content",
)
REPEATED = "repeated_row"
WARNINGS = ("unknown_case_type", "decided_before_received")

CSV_ONLY = ("too_many_columns", "too_few_columns")
"""Kinds a sheet cannot show: every row of it has as many cells as the widest."""


@dataclass(frozen=True)
class Damage:
    """Where an extract is hurt: positions of its columns, and what is put there.

    Args:
        new_key: position of the key of its own that a bad row gets; none where a key recurs anyway.
        number: position and wrong value of a number; none where the extract has no number.
    """

    required: int
    date: tuple[int, str]
    code: tuple[int, str]
    number: tuple[int, str] | None
    other_content: tuple[int, str]
    new_key: int | None = None
    kinds_left_out: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of bad rows such an extract gets."""
        left_out = self.kinds_left_out + (() if self.number else ("not_a_number",))
        return tuple(kind for kind in (*REJECTED, REPEATED) if kind not in left_out)


CASE_DAMAGE = Damage(
    required=8,
    date=(8, "31-02-2024"),
    code=(5, "Telefax"),
    number=None,
    other_content=(7, "sb9999"),
    new_key=0,
)
EVENT_DAMAGE = Damage(
    required=2,
    date=(2, "31-02-2024 10:15"),
    code=(6, "Ferie"),
    number=(1, "1O"),
    other_content=(5, "sb9999"),
)
DECISION_DAMAGE = Damage(
    required=2,
    date=(2, "31-02-2024"),
    code=(3, "Måske"),
    number=(8, "ca. 2.500,00"),
    other_content=(7, "sb9999"),
    new_key=0,
)
COMPLAINT_DAMAGE = Damage(
    required=6,
    date=(6, "31-02-2024"),
    code=(3, "Naboen"),
    number=None,
    other_content=(5, "SC-ANDEN"),
    new_key=0,
)
POINT_DAMAGE = Damage(
    required=2,
    date=(0, ""),
    code=(4, "Måske"),
    number=(1, "første"),
    other_content=(2, "Andet emne"),
    kinds_left_out=("impossible_date",),
)
QUALITY_DAMAGE = Damage(
    required=2,
    date=(4, "31-02-2024"),
    code=(3, "Måske"),
    number=None,
    other_content=(5, "sb9999"),
    new_key=0,
)
GRANT_DAMAGE = Damage(
    required=7,
    date=(7, "31-02-2024"),
    code=(8, "Måske"),
    number=(9, "ca. 2,5"),
    other_content=(3, "SC-ANDEN"),
    new_key=0,
)


@dataclass
class Quota:
    """Deals bad rows out to files, so that every kind comes early and the share holds in all."""

    kinds: tuple[str, ...]
    rows: int = 0
    given: Counter[str] = field(default_factory=Counter)

    def take(self, rows: int, but: Sequence[str] = ()) -> Mapping[str, int]:
        """How many bad rows of each kind go with these good ones.

        Args:
            rows: the good rows.
            but: kinds that this file cannot show; they come in a later one.
        """
        self.rows += rows
        left = int(rows * LARGEST_SHARE_OF_A_FILE)
        dealt: dict[str, int] = {}
        for kind in self.kinds:
            due = ceil(self.rows * BAD_SHARE / len(self.kinds)) - self.given[kind]
            count = 0 if kind in but else max(min(due, left), 0)
            dealt[kind] = count
            left -= count
        self.given.update(dealt)
        return MappingProxyType(dealt)


def templates(
    rows: int, counts: Mapping[str, int], damage: Damage, rng: np.random.Generator
) -> tuple[list[str], Ints]:
    """Choose the good rows that bad ones are made after: kinds and positions, by position."""
    kinds = [kind for kind in damage.kinds for _ in range(counts.get(kind, 0))]
    chosen = rng.choice(rows, size=len(kinds), replace=False).astype(np.int64)
    by_place = np.argsort(chosen, kind="stable")
    return [kinds[k] for k in by_place], chosen[by_place]


def damaged(kind: str, row: Sequence[object], damage: Damage) -> list[object]:
    """The bad row of a kind, made after a good one.

    Args:
        kind: one of `Damage.kinds`.
        row: the fields of the good row.
        damage: what is hurt in such an extract.
    """
    bad = list(row)
    if kind == REPEATED:
        return bad
    if kind == "same_key_other_content":
        place, bad[place] = damage.other_content
        return bad
    if damage.new_key is not None:
        bad[damage.new_key] = f"{bad[damage.new_key]}-B"
    if kind == "impossible_date":
        place, bad[place] = damage.date
    elif kind == "missing_value":
        bad[damage.required] = None
    elif kind == "unknown_code":
        place, bad[place] = damage.code
    elif kind == "not_a_number" and damage.number:
        place, bad[place] = damage.number
    elif kind == "too_many_columns":
        bad.append("overskydende")
    elif kind == "too_few_columns":
        del bad[3:]
    return bad
