"""Smallest and largest a sum of unknowns can be, given known sums: the attack on a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

TOLERANCE = 1e-9
Sums = Mapping[frozenset[str], float]


class Attack:
    """What follows from known sums of unknowns that are not negative.

    The unknowns are numbers of cases; a published total is the sum of some of them. A simplex of
    our own, as no solver is among the project's packages; tables here are small.
    """

    def __init__(self, known: Sums) -> None:
        """Find a first solution.

        Args:
            known: sum by the unknowns it is of.
        """
        self.names = sorted({name for names in known for name in names})
        self.column = {name: i for i, name in enumerate(self.names)}
        rows = [[float(name in names) for name in self.names] for names in known]
        matrix, sums = np.array(rows), np.array(list(known.values()), dtype=float)
        n_rows = len(sums)
        tableau = np.hstack([matrix, np.eye(n_rows), sums[:, None]])
        basis = list(range(len(self.names), len(self.names) + n_rows))
        cost = np.concatenate([np.zeros(len(self.names)), np.ones(n_rows)])
        tableau, basis = _simplex(tableau, basis, cost)
        keep = []
        for i in range(n_rows):  # artificial unknowns leave, or their row says nothing new
            if basis[i] >= len(self.names):
                entering = np.flatnonzero(np.abs(tableau[i, : len(self.names)]) > TOLERANCE)
                if not len(entering):
                    continue
                _pivot(tableau, basis, i, int(entering[0]))
            keep.append(i)
        self.tableau = np.hstack([tableau[keep][:, : len(self.names)], tableau[keep][:, -1:]])
        self.basis = [basis[i] for i in keep]

    def bounds(self, names: Iterable[str]) -> tuple[float, float]:
        """Smallest and largest the sum of those unknowns can be."""
        cost = np.zeros(len(self.names))
        for name in names:
            cost[self.column[name]] = 1
        return self._least(cost), -self._least(-cost)

    def _least(self, cost: NDArray[np.float64]) -> float:
        tableau, basis = _simplex(self.tableau.copy(), list(self.basis), cost)
        return float(sum(cost[b] * tableau[i, -1] for i, b in enumerate(basis)))


def _simplex(
    tableau: NDArray[np.float64], basis: list[int], cost: NDArray[np.float64]
) -> tuple[NDArray[np.float64], list[int]]:
    """Minimise the cost (Bland's rule, which never runs in a circle); -inf is not expected."""
    while True:
        reduced = cost - cost[basis] @ tableau[:, :-1]
        entering = np.flatnonzero(reduced < -TOLERANCE)
        if not len(entering):
            return tableau, basis
        column = int(entering[0])
        rising = np.flatnonzero(tableau[:, column] > TOLERANCE)
        assert len(rising), "the sums do not bound what is asked for"
        ratios = tableau[rising, -1] / tableau[rising, column]
        ties = rising[ratios <= ratios.min() + TOLERANCE]
        _pivot(tableau, basis, int(min(ties, key=lambda row: basis[row])), column)


def _pivot(tableau: NDArray[np.float64], basis: list[int], row: int, column: int) -> None:
    tableau[row] /= tableau[row, column]
    factors = tableau[:, column].copy()
    factors[row] = 0
    tableau -= np.outer(factors, tableau[row])
    basis[row] = column
