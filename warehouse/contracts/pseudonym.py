"""Pseudonyms: keyed HMAC-SHA256 of CPR numbers and caseworkers, in Python and as DuckDB macros.

What a CPR number is, in any notation, `cpr` says; here it gets its pseudonym, the same
for a citizen however the number is written.

A key is one link of 32 bytes, or several where it was rotated (`upkeep.rekey`): the pseudonym
of a value is then that of its pseudonym under the link before, so what is stored under the old
links can be brought under the new one without the numbers.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import stat
from collections.abc import Callable
from pathlib import Path

import duckdb
from duckdb.func import FunctionNullHandling
from duckdb.sqltypes import BOOLEAN, VARCHAR, DuckDBPyType

from warehouse.base.errors import ConfigurationError
from warehouse.contracts.cpr import (
    DAY,
    MONTH,
    SIFT_ID,
    SIFT_TEXT,
    TOKEN,
    is_unclear,
    read_number,
    replace_numbers,
)

KEY_BYTES = 32
PREFIX = "p_"
DIGITS = 32

_TOKEN = re.compile(TOKEN)


def read_key(path: Path) -> bytes:
    """Read the key of the pseudonyms, or create it where there is none.

    Args:
        path: the key file, a link a line; created with rights for its owner alone.

    Returns:
        Its links one after the other, the oldest first.

    Raises:
        ConfigurationError: others may read the file, its owner may not, or it is no key of ours.
    """
    try:
        return _read_or_create(path)
    except PermissionError as error:
        raise ConfigurationError(
            f"The key file {path} cannot be read or created: {error.strerror}.",
            "Run as the owner of the key, or ask for access to its folder.",
        ) from None


def _read_or_create(path: Path) -> bytes:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return _read_or_create(path)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ConfigurationError(
            f"The key file {path} can be read by others than its owner.", f"chmod 600 {path}"
        )
    try:
        read = [bytes.fromhex(line) for line in path.read_text(encoding="ascii").split()]
    except ValueError:
        read = []
    if not read or any(len(link) != KEY_BYTES for link in read):
        raise ConfigurationError(
            f"The key file {path} does not hold a key of {KEY_BYTES} bytes in hexadecimal a line.",
            "Restore it from the backup: with another key no citizen is recognised again.",
        )
    return b"".join(read)


def links(key: bytes) -> tuple[bytes, ...]:
    """The links of a key, the oldest first; one where it was never rotated."""
    return tuple(key[i : i + KEY_BYTES] for i in range(0, len(key), KEY_BYTES))


def pseudonym(key: bytes, value: str) -> str:
    """The pseudonym of a value: the first 128 bits of HMAC-SHA256(key, value), link by link."""
    for link in links(key):
        digest = hmac.new(link, value.encode(), hashlib.sha256).hexdigest()
        value = PREFIX + digest[:DIGITS]
    return value


def relink(link: bytes, text: str) -> str:
    """Bring every pseudonym in a text under one more link."""
    return _TOKEN.sub(lambda m: pseudonym(link, m[0]), text)


def mask_cpr(key: bytes, text: str, *, is_id: bool = False) -> str:
    """Replace every CPR number in a text by its pseudonym; the same number, the same pseudonym.

    Args:
        key: of the pseudonyms.
        text: any text.
        is_id: whether it is an identifier, where nine digits may be a case number.
    """
    return replace_numbers(text, lambda number: pseudonym(key, number), is_id=is_id)


def pseudonym_of_caseworker(key: bytes, text: str) -> str:
    """The pseudonym of a caseworker; who is named by a CPR number has that of the number."""
    masked = mask_cpr(key, text.strip(), is_id=True)
    return masked if _TOKEN.fullmatch(masked) else pseudonym(key, text)


def create_macros(connection: duckdb.DuckDBPyConnection, key: bytes) -> None:
    """Create the macros that the loader's SQL uses, with the key held in session variables.

    `pseudonym(text)`; `cpr_digits(text)`, the one number of a cell or null; `cpr_is_unclear(text)`;
    `cpr_birth_year(digits)` and `cpr_sex(digits)`; `cpr_is_unborn(text, digits)`, whether nine
    digits got their zero and the birthday then lies ahead; `mask_cpr(text)`, `mask_cpr_id(text)`;
    and `may_be_cpr(text)`, whether it is nine or ten digits that could be a number.
    Without digits there is neither a birth year nor a sex.
    """
    value = "x"
    for i, link in enumerate(links(key)):
        padded = link.ljust(64, b"\0")
        for name, pad in ((f"inner_pad_{i}", 0x36), (f"outer_pad_{i}", 0x5C)):
            connection.execute(
                f"set variable {name} = unhex(?)", [bytes(b ^ pad for b in padded).hex()]
            )
        value = (
            f"'{PREFIX}' || left(sha256(getvariable('outer_pad_{i}') || "
            f"unhex(sha256(getvariable('inner_pad_{i}') || encode({value})))), {DIGITS})"
        )
    connection.execute(f"create or replace temp macro pseudonym(x) as {value}")
    functions: dict[str, tuple[Callable[[str], str | bool | None], DuckDBPyType]] = {
        "mask_cpr_in_text": (lambda text: mask_cpr(key, text), VARCHAR),
        "mask_cpr_in_id": (lambda text: mask_cpr(key, text, is_id=True), VARCHAR),
        "read_cpr_number": (read_number, VARCHAR),
        "is_unclear_cpr": (is_unclear, BOOLEAN),
    }
    for name, (function, kind) in functions.items():
        connection.create_function(
            name, _of_given(function), [VARCHAR], kind, null_handling=FunctionNullHandling.SPECIAL
        )
    for macro in _MACROS:
        connection.execute(macro)


def _of_given(
    function: Callable[[str], str | bool | None],
) -> Callable[[str | None], str | bool | None]:
    return lambda text: None if text is None else function(text)


_SQL_ID, _SQL_TEXT = (sift.replace("'", "''") for sift in (SIFT_ID, SIFT_TEXT))

_MACROS = (
    # The usual notations without Python, a row at a time.
    """
    create or replace temp macro cpr_digits(x) as
        case
            when regexp_full_match(trim(x), '[0-9]{6}[- ]?[0-9]{4}')
                then regexp_replace(x, '[^0-9]', '', 'g')
            when x is not null then read_cpr_number(x)
        end
    """,
    """
    create or replace temp macro cpr_is_unclear(x) as
        case when x is not null and cpr_digits(x) is null then is_unclear_cpr(x) else false end
    """,
    # Seventh digit and year: CPR-kontoret, "Personnummeret i CPR", table of centuries.
    """
    create or replace temp macro cpr_birth_year(d) as
        case
            when regexp_full_match(d, '[0-9]{10}') then (
                d[5:6]::integer + case
                    when d[7] between '0' and '3' then 1900
                    when d[7] in ('4', '9')
                        then case when d[5:6]::integer <= 36 then 2000 else 1900 end
                    else case when d[5:6]::integer <= 57 then 2000 else 1800 end
                end
            )::integer
        end
    """,
    # Nine digits stand in the cell, and the zero before them was made out.
    """
    create or replace temp macro cpr_is_unborn(x, d) as
        d is not null and not regexp_full_match(trim(x), '[0-9]{6}[- ]?[0-9]{4}')
            and contains(regexp_replace(x, '[^0-9]', '', 'g'), d[2:])
            and not contains(regexp_replace(x, '[^0-9]', '', 'g'), d)
            and coalesce(
                try_cast(
                    cpr_birth_year(d) || '-' || d[3:4] || '-'
                    || lpad((d[1:2]::integer % 60)::varchar, 2, '0') as date
                ) > current_date,
                false
            )
    """,
    # Of a replacement number with letters nobody can tell.
    """
    create or replace temp macro cpr_sex(d) as
        case
            when regexp_full_match(d, '[0-9]{10}')
                then case when d[10]::integer % 2 = 1 then 'male' else 'female' end
        end
    """,
    # The pattern picks the few texts worth a look; what is a CPR number is said in one place.
    f"""
    create or replace temp macro mask_cpr(x) as
        case
            when strlen(x) >= 9 and regexp_matches(x, '{_SQL_TEXT}') then mask_cpr_in_text(x)
            else x
        end
    """,
    f"""
    create or replace temp macro mask_cpr_id(x) as
        case
            when strlen(x) >= 10 and regexp_matches(x, '{_SQL_ID}') then mask_cpr_in_id(x)
            else x
        end
    """,
    f"""
    create or replace temp macro may_be_cpr(x) as
        strlen(x) in (9, 10) and regexp_full_match(x, '[0-9]+')
            and regexp_matches(lpad(x, 10, '0'), '^{DAY}{MONTH}')
    """,
)
