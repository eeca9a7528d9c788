"""Loads of the ledger: which of them count, and in what order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from warehouse.base.ledger import LedgerEntry, read_ledger
from warehouse.base.settings import Settings


@dataclass(frozen=True)
class Load:
    """A load of the ledger, whether its rows count, and its place in the order of deliveries."""

    entry: LedgerEntry
    is_active: bool
    delivery_no: int
    first_delivery_no: int
    """Place of the first file of its delivery."""

    @property
    def load_id(self) -> str:
        """Its name."""
        return self.entry.load_id

    @property
    def status(self) -> str:
        """`loaded`, `refused`, or `replaced` where it was loaded and no longer counts."""
        is_replaced = self.entry.status == "loaded" and not self.is_active
        return "replaced" if is_replaced else self.entry.status


def read_loads(settings: Settings) -> tuple[Load, ...]:
    """Read the ledger as it is now and tell which loads are active.

    Args:
        settings: whose ledger.

    Raises:
        ConfigurationError: a ledger file cannot be read.
    """
    return decide_active(list(read_ledger(settings)))


def decide_active(entries: Sequence[LedgerEntry]) -> tuple[Load, ...]:
    """Tell which loads are active.

    A load is active where its status is `loaded`, no other loaded entry names it in `replaces`,
    and no later snapshot delivery of the same entity, system and municipality exists. Which
    delivery is the latest is decided for deliveries as a whole, so that the files of one delivery
    stand or fall together.

    Args:
        entries: the ledger.
    """
    order = {e.load_id: n for n, e in enumerate(sorted(entries, key=place), start=1)}
    loaded = [entry for entry in entries if entry.status == "loaded"]
    replaced = {name for entry in loaded for name in entry.replaces if name != entry.load_id}
    newest: dict[tuple[str, str, str | None], LedgerEntry] = {}
    for entry in loaded:
        if entry.delivery == "snapshot" and entry.load_id not in replaced:
            best = newest.get(_group(entry))
            if best is None or order[entry.load_id] > order[best.load_id]:
                newest[_group(entry)] = entry

    def is_active(entry: LedgerEntry) -> bool:
        if entry.status != "loaded" or entry.load_id in replaced:
            return False
        snapshot = newest.get(_group(entry))
        if snapshot is None or _extract(entry) == _extract(snapshot):
            return True
        is_later = order[entry.load_id] > order[snapshot.load_id]
        return entry.delivery != "snapshot" and is_later

    firsts: dict[tuple[str, date | None], int] = {}
    for entry in entries:
        no = order[entry.load_id]
        firsts[_extract(entry)] = min(no, firsts.get(_extract(entry), no))
    return tuple(
        Load(entry, is_active(entry), order[entry.load_id], firsts[_extract(entry)])
        for entry in entries
    )


def place(entry: LedgerEntry) -> tuple[date, datetime, str]:
    """A load's place in the order of deliveries: of two rows with one key the later load's counts.

    Deliveries stand in the order they were loaded, by the day of it; one with a date that was
    given for it (`--data-date`, or in its name) stands by that day. A file that is read anew
    keeps its place. The dates in the rows have no say: one mistyped would win for ever.

    Args:
        entry: of the ledger.
    """
    first = entry.first_loaded_at or entry.loaded_at
    return (entry.dated_on or first.date(), first, entry.load_id)


def _extract(entry: LedgerEntry) -> tuple[str, date | None]:
    """What files taken at one time have in common; a call may load those of several dates."""
    return (entry.delivery_id, entry.dated_on)


def _group(entry: LedgerEntry) -> tuple[str, str, str | None]:
    """Whose deliveries a snapshot replaces."""
    return (entry.entity, entry.source_system, entry.municipality_code)
