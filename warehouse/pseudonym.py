"""Pseudonyms: keyed HMAC-SHA256 of CPR numbers and caseworkers, in Python and as DuckDB macros.

A CPR number is ddmmyy, an optional hyphen or blank, and four digits. Its seventh digit with yy
gives the century (CPR-kontoret, "Personnummeret i CPR"). Modulus 11 is never checked: numbers
without it are issued since 2007. Replacement numbers (administrative CPR numbers, day + 60) count
as CPR numbers too.

A key is one link of 32 bytes, or several where it was rotated (`warehouse.rekey`): the pseudonym
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
from pathlib import Path

import duckdb
from duckdb.sqltypes import VARCHAR

from warehouse.errors import ConfigurationError

KEY_BYTES = 32
PREFIX = "p_"
DIGITS = 32

TOKEN = PREFIX + f"[0-9a-f]{{{DIGITS}}}"
"""What a pseudonym looks like, as a regular expression."""

_DAY = "(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])"
_MONTH = "(?:0[1-9]|1[0-2])"
_TOKEN = re.compile(TOKEN)
_IN_TEXT = re.compile(rf"(?<![0-9]){_DAY}{_MONTH}[0-9]{{2}}[- ]?[0-9]{{4}}(?![0-9])")


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


def mask_cpr(key: bytes, text: str) -> str:
    """Replace every CPR number in a text by its pseudonym; the same number, the same pseudonym."""
    return _IN_TEXT.sub(lambda m: pseudonym(key, re.sub(r"\D", "", m[0])), text)


def create_macros(connection: duckdb.DuckDBPyConnection, key: bytes) -> None:
    """Create the macros that the loader's SQL uses, with the key held in session variables.

    `pseudonym(text)`, `cpr_digits(text)` (ten digits or null), `cpr_birth_year(digits)`,
    `cpr_sex(digits)` and `mask_cpr(text)`. Without digits there is neither a birth year nor a sex.
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
    connection.create_function(
        "mask_cpr_in_text", lambda text: mask_cpr(key, text), [VARCHAR], VARCHAR
    )
    for macro in _MACROS:
        connection.execute(macro)


_MACROS = (
    # Excel drops a leading zero: nine digits are ten.
    """
    create or replace temp macro cpr_digits(x) as
        case
            when regexp_full_match(trim(x), '[0-9]{6}[- ]?[0-9]{4}')
                then regexp_replace(x, '[^0-9]', '', 'g')
            when regexp_full_match(trim(x), '[0-9]{9}') then '0' || trim(x)
        end
    """,
    # Seventh digit and year: CPR-kontoret, "Personnummeret i CPR", table of centuries.
    """
    create or replace temp macro cpr_birth_year(d) as (
        d[5:6]::integer + case
            when d[7] between '0' and '3' then 1900
            when d[7] in ('4', '9') then case when d[5:6]::integer <= 36 then 2000 else 1900 end
            else case when d[5:6]::integer <= 57 then 2000 else 1800 end
        end
    )::integer
    """,
    """
    create or replace temp macro cpr_sex(d) as
        case d[10]::integer % 2 when 1 then 'male' when 0 then 'female' end
    """,
    # The pattern picks the few texts worth a look; what is a CPR number is said in one place.
    """
    create or replace temp macro mask_cpr(x) as
        case
            when strlen(x) >= 10 and regexp_matches(x, '[0-9]{6}[- ]?[0-9]{4}')
                then mask_cpr_in_text(x)
            else x
        end
    """,
)
