"""The plan of an erasure or a key rotation: written before the first file, removed at the end."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from warehouse.base.errors import ConfigurationError
from warehouse.base.ledger import rename_durably
from warehouse.base.settings import Settings


@dataclass(frozen=True)
class Files:
    """The files of a load, by their hashes before; empty where there is none."""

    raw: str
    rejects: str
    entry: str
    rows_erased: int


@dataclass(frozen=True)
class Plan:
    """Which loads are to be written anew, and what for."""

    kind: Literal["erase", "rekey"]
    loads: dict[str, Files]
    tokens: tuple[str, ...] = ()
    """Pseudonyms of the citizens to erase."""
    cases: tuple[tuple[str, ...], ...] = ()
    """Their cases, by `contract.CASE_KEY`."""
    complaints: tuple[tuple[str, ...], ...] = ()
    """Their complaints, by `erase.COMPLAINT_KEY`: points name a complaint and nobody else."""
    is_done: bool = False
    """Whether every raw file is as it should be; what is published may not be yet."""


def unfinished(settings: Settings) -> Plan | None:
    """The plan of an erasure or rekeying that was not finished.

    Raises:
        ConfigurationError: the plan cannot be read.
    """
    path = plan_file(settings)
    if not path.is_file():
        return None
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        read["loads"] = {name: Files(**files) for name, files in read["loads"].items()}
        read["tokens"] = tuple(read["tokens"])
        for named in ("cases", "complaints"):
            read[named] = tuple(tuple(key) for key in read.get(named, ()))
        return Plan(**read)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(
            f"The plan of an erasure or key rotation cannot be read: {path} "
            f"({type(error).__name__}).",
            "Restore the data folder and the key from one backup (docs/operators.md).",
        ) from None


def write_plan(settings: Settings, plan: Plan) -> None:
    """Write the plan, in place of the one that is there.

    Args:
        settings: whose data folder.
        plan: what is to be done, or has been.
    """
    rename_durably(plan_file(settings), json.dumps(asdict(plan)).encode())


def plan_file(settings: Settings) -> Path:
    """Where the plan lies."""
    return settings.raw / "_rewriting.json"
