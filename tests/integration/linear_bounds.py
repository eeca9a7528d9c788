"""Smallest and largest a sum of unknowns can be, given what is known of other sums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray

Terms = Mapping[str, float]
"""A sum of unknowns: how often it holds each."""


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
