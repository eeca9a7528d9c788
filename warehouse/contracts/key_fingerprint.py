"""The fingerprint of the key, kept with the raw files: work under another key is refused.

It is the pseudonym of a fixed text, so nothing of the key can be told from it. A data folder from
before it was kept gets one as soon as something proves the key: no stored pseudonym yet, or one
that the key gives again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from pathlib import Path

import duckdb

from warehouse.base.errors import ConfigurationError
from warehouse.base.ledger import rename_durably
from warehouse.base.settings import Settings
from warehouse.contracts.contract import read_contract
from warehouse.contracts.cpr import TOKEN
from warehouse.contracts.pseudonym import KEY_BYTES, PREFIX, links, pseudonym, read_key

_OF = "the key of this data folder"


def fingerprint(key: bytes) -> str:
    """What tells a key from every other, and nothing of it."""
    return pseudonym(key, _OF).removeprefix(PREFIX)


def stored(settings: Settings) -> str | None:
    """The fingerprint kept with the raw files, if there is one.

    Raises:
        ConfigurationError: it cannot be read.
    """
    path = _file(settings)
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["fingerprint"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        raise ConfigurationError(
            f"The key's fingerprint cannot be read: {path}.", "Restore it from the backup of raw/."
        ) from None


def write(settings: Settings, key: bytes) -> None:
    """Keep the fingerprint of a key that is known to be the data's."""
    rename_durably(_file(settings), json.dumps({"fingerprint": fingerprint(key)}).encode())


def open_key(settings: Settings, *, create: bool = False) -> bytes:
    """Read the key and see that it is the data's.

    Args:
        settings: whose key file and data folder.
        create: whether to make one where there is none and nothing was pseudonymised yet.

    Raises:
        ConfigurationError: there is no key, it cannot be used, or the data stand under another.
    """
    kept = stored(settings)
    path = settings.key_file
    if _is_missing(path) and not (create and kept is None and not has_pseudonyms(settings)):
        raise ConfigurationError(
            f"There is no key at {path}, and no new one is made: "
            f"{'what is loaded stands under another' if kept else 'nobody is known without it'}.",
            "Is SAGSPULS_KEY_FILE right? Else restore the key from its backup.",
        )
    key = read_key(path)
    if kept is not None and kept != fingerprint(key):
        raise ConfigurationError(
            f"{path} is not the key of the data in {settings.data}" + _why(kept, key),
            "Is SAGSPULS_KEY_FILE right? Else restore the key that belongs to the data "
            "(docs/operators.md).",
        )
    return key


def _is_missing(path: Path) -> bool:
    """Whether there is no key; one that may not be looked for is `read_key`'s to refuse."""
    try:
        return not path.exists()
    except PermissionError:
        return False


def prove(settings: Settings, key: bytes, tokens: Collection[str] | None = None) -> bool:
    """Keep the fingerprint where the key is proven; the caller holds the lock of loads.

    Args:
        settings: whose data folder.
        key: as `open_key` gave it.
        tokens: pseudonyms that the key gave; one that is stored proves it.

    Returns:
        Whether the key is proven.
    """
    if stored(settings) is not None:
        return True
    holds = has_pseudonyms(settings, tokens)
    is_proven = not holds if tokens is None else holds
    if is_proven:
        write(settings, key)
    return is_proven


def prove_by_loads(settings: Settings, key: bytes, new: Collection[str]) -> bool:
    """Keep the fingerprint where loads made under the key share a person with older ones.

    Args:
        settings: whose data folder; the caller holds the lock of loads.
        key: the loads were made under.
        new: names of those loads.
    """
    if stored(settings) is not None:
        return True
    tokens = {
        token
        for path, column in people(settings)
        if path.stem in new
        for (token,) in duckdb.sql(f'select distinct "{column}" from {_rows(path)}').fetchall()
        if token
    }
    older = {path for path, _ in people(settings) if path.stem not in new}
    if not any(_holds(path, tokens) for path in older):
        return False
    write(settings, key)
    return True


def unproven(settings: Settings) -> ConfigurationError:
    """The error of work that needs the data's key while any key may be it."""
    return ConfigurationError(
        f"Nothing proves yet that {settings.key_file} is the key of the data.",
        "Load the next delivery first: a citizen or caseworker known before proves it.",
    )


def has_pseudonyms(settings: Settings, tokens: Collection[str] | None = None) -> bool:
    """Whether a raw file holds a pseudonym, or one of those given."""
    return any(_holds(path, tokens) for path in settings.raw.glob("*/*.parquet"))


def _holds(path: Path, tokens: Collection[str] | None) -> bool:
    rows = duckdb.sql(f"describe from {_rows(path)}").fetchall()
    texts = ['"' + row[0].replace('"', '""') + '"' for row in rows if row[1] == "VARCHAR"]
    listed = ", ".join(f"'{token}'" for token in tokens or ())
    test = f"in ({listed})" if listed else f"similar to '.*{TOKEN}.*'"
    if not texts or (tokens is not None and not tokens):
        return False
    held = " or ".join(f"{text} {test}" for text in texts)
    return bool(duckdb.sql(f"select 1 from {_rows(path)} where {held} limit 1").fetchall())


def people(settings: Settings) -> Iterator[tuple[Path, str]]:
    """Raw files with their columns of people."""
    for path in sorted(settings.raw.glob("[!_]*/*.parquet")):
        for column in read_contract(path.parent.name).columns:
            if column.classification != "none":
                yield path, next(iter(column.raw_columns))


def _why(kept: str, key: bytes) -> str:
    older = [key[: n * KEY_BYTES] for n in range(1, len(links(key)))]
    if any(kept == fingerprint(part) for part in older):
        return (
            ": the key was rotated since. Either the data are from an older backup, or a rotation "
            "was cut off, which `sagspuls rekey` finishes."
        )
    return "; nothing was done."


def _rows(path: Path) -> str:
    return f"read_parquet('{str(path).replace(chr(39), chr(39) * 2)}')"


def _file(settings: Settings) -> Path:
    return settings.raw / "_key.json"
