"""Smallest and largest a sum of unknowns can be, given what is known of other sums."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeVar

import highspy
import numpy as np
from numpy.typing import NDArray

Name = TypeVar("Name")

Terms = Mapping[str, float]
"""A sum of unknowns: how often it holds each."""


def total(*sums: Terms) -> dict[str, float]:
    """Sums of unknowns, added up."""
    added: dict[str, float] = defaultdict(float)
    for terms in sums:
        for name, often in terms.items():
            added[name] += often
    return {name: often for name, often in added.items() if often}


def times(factor: float, terms: Terms) -> dict[str, float]:
    """A sum, several times."""
    return {name: factor * often for name, often in terms.items()}


def minus(one: Terms, other: Terms) -> dict[str, float]:
    """The difference of two sums."""
    return total(one, times(-1.0, other))


class Known(NamedTuple):
    """A sum that lies between two numbers, both included."""

    terms: Terms
    low: float
    high: float


class Attack:
    """What follows from known sums of unknowns that are not negative: a linear programme."""

    def __init__(self, known: Iterable[Known]) -> None:
        """Read what is known.

        Args:
            known: sums and what they lie between; the unknowns are those they name.
        """
        known = [row for row in known if row.terms]
        self.names = list(dict.fromkeys(name for row in known for name in row.terms))
        self.column = {name: i for i, name in enumerate(self.names)}
        n_columns = len(self.names)
        lp = highspy.HighsLp()
        lp.num_col_ = n_columns
        lp.num_row_ = len(known)
        lp.col_cost_ = np.zeros(n_columns)
        lp.col_lower_ = np.zeros(n_columns)
        lp.col_upper_ = np.full(n_columns, highspy.kHighsInf)
        lp.row_lower_ = np.array([row.low for row in known], dtype=float)
        lp.row_upper_ = np.array([row.high for row in known], dtype=float)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *(len(row.terms) for row in known)])
        lp.a_matrix_.index_ = np.array([self.column[n] for row in known for n in row.terms])
        lp.a_matrix_.value_ = np.array([v for row in known for v in row.terms.values()], float)
        self._highs = highspy.Highs()
        self._highs.silent()
        self._highs.setOptionValue("threads", 1)
        self._highs.passModel(lp)
        self._indices = np.arange(n_columns, dtype=np.int32)

    def columns(self, terms: Terms) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Where the unknowns of a sum stand, and how often it holds each.

        Raises:
            KeyError: nothing is known of one of them.
        """
        return np.array([self.column[name] for name in terms]), np.array(list(terms.values()))

    def bounds(self, terms: Terms) -> tuple[float, float]:
        """Smallest and largest a sum can be; a million or more where nothing bounds it."""
        columns, times = self.columns(terms)
        cost = np.zeros(len(self.names))
        cost[columns] = times
        return float(cost @ self.least(cost)), float(cost @ self.least(-cost))

    def least(self, cost: NDArray[np.float64]) -> NDArray[np.float64]:
        """The unknowns where a weighted sum of them is least.

        Where it has no least value, a weight of a million stands for an infinite one.
        """
        self._highs.changeColsCost(len(cost), self._indices, cost)
        self._highs.run()
        status = self._highs.getModelStatus()
        if status == highspy.HighsModelStatus.kUnbounded:
            return np.where(cost < 0, 1e6, 0.0)
        assert status == highspy.HighsModelStatus.kOptimal, status
        return np.array(self._highs.getSolution().col_value)


WIDE = 5
"""How far apart the smallest and the largest possible number must be: less is within two."""


def told_within(
    attack: Attack, numbers: Mapping[Name, tuple[Terms, int]], *, n_tries: int = 12, seed: int = 1
) -> list[tuple[Name, int, int, int]]:
    """The numbers that are told within two.

    Their values at random solutions rule most of them out; the others are bounded.

    Args:
        attack: what is known.
        numbers: the sums, and what they truly are, by name.
        n_tries: pairs of random solutions.
        seed: of chance.

    Returns:
        Name, true number, smallest and largest possible one of each that is told.
    """
    chance = np.random.default_rng(seed)
    asked = [
        (name, true, *attack.columns(terms))
        for name, (terms, true) in numbers.items()
        if terms.keys() <= attack.column.keys()  # Else nothing known bounds it.
    ]
    low, high = np.full(len(asked), np.inf), np.full(len(asked), -np.inf)

    def solve(cost: NDArray[np.float64]) -> None:
        values = attack.least(cost)
        for i, (_, _, columns, times) in enumerate(asked):
            value = values[columns] @ times
            low[i], high[i] = min(low[i], value), max(high[i], value)

    for _ in range(n_tries):
        cost = np.zeros(len(attack.names))
        for i, (_, _, columns, times) in enumerate(asked):
            if high[i] - low[i] < WIDE:
                cost[columns] += times * chance.choice((-1.0, 1.0))
        if not cost.any():
            break
        solve(cost)
        solve(-cost)
    result = []
    for i, (name, true, columns, times) in enumerate(asked):
        for sign in (1.0, -1.0):
            if high[i] - low[i] < WIDE:
                cost = np.zeros(len(attack.names))
                cost[columns] = sign * times
                solve(cost)
        least, most = math.ceil(low[i] - 1e-4), math.floor(high[i] + 1e-4)
        if most - least < WIDE:
            assert least <= true <= most, (name, true, low[i], high[i])
            result.append((name, true, least, most))
    return result
