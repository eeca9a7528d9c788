"""CPR numbers in any notation: found in a text, and brought to the one form that is hashed.

A CPR number is ddmmyy and four digits (CPR-kontoret, "Personnummeret i CPR"). Administrative and
replacement numbers count as well: a day + 60, or letters among the last four (eCPR). Modulus 11 is
never checked: numbers without it are issued since 2007.

People and systems write a number with any dash, dot, slash, blank or invisible sign in it, broken
over two lines, with the century, in pairs, with digits of another script, or without the leading
zero that Excel takes. What stands alone in a column of identifiers and may as well be a case number
(nine digits, dates without zeros) counts in free text only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import lru_cache

TOKEN = "p_[0-9a-f]{32}"  # noqa: S105
"""What a pseudonym looks like, as a regular expression; no number is looked for in one."""

_DAYS = (
    ("0", "[1-9]"),
    ("[12]", "[0-9]"),
    ("3", "[01]"),
    ("6", "[1-9]"),
    ("[78]", "[0-9]"),
    ("9", "[01]"),
)
_MONTHS = (("0", "[1-9]"), ("1", "[0-2]"))
_CENTURIES = (("1", "[89]"), ("2", "0"))


def _either(pairs: Iterable[tuple[str, str]], between: str = "") -> str:
    """A pattern of two digits, with what may stand between them."""
    return "(?:" + "|".join(between.join(pair) for pair in pairs) + ")"


_FILLERS = "\u115f\u1160\u3164\uffa0"
"""Letters to Unicode, blank to the eye."""
_ENTITY = "&#?[0-9A-Za-z]{1,8};|%[0-9A-Fa-f]{2}"
"""Signs as HTML and addresses write them."""
_SIGN = rf"(?:{_ENTITY}|\s++|[^\w\s]|_)"
_GAP, _SPLIT = f"{_SIGN}{{0,4}}", f"{_SIGN}{{1,4}}"
_WRAP = r"(?:[^\S\r\n]*+-?[^\S\r\n]*+[\r\n]\s*+)?"
_TAIL = "(?=[A-Z0-9]*[0-9])(?=[0-9]*[A-Z])[A-Z0-9]{4}".replace("A-Z", "A-Za-zÆØÅæøå")
DAY, MONTH, _CENTURY = _either(_DAYS), _either(_MONTHS), _either(_CENTURIES)


def _digits(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:(?<![0-9])|(?<=%[0-9A-Fa-f][0-9A-Fa-f])){pattern}(?![0-9])")


_DATE = _WRAP.join(
    [
        _either(_DAYS, _WRAP),
        _either(_MONTHS, _WRAP),
        f"(?:{_either(_CENTURIES, _WRAP)}{_WRAP})?[0-9]",
        "[0-9]",
    ]
)
_ANYWHERE = (
    re.compile(TOKEN),
    _digits(rf"{_DATE}(?:{_GAP}|{_WRAP}){_WRAP.join(['[0-9]'] * 4)}"),
    re.compile(
        rf"(?:(?<![0-9A-Za-z])|(?<=[Cc][Pp][Rr])|(?<=[Nn][Rr])){DAY}{_GAP}{MONTH}{_GAP}"
        rf"{_CENTURY}?[0-9]{{2}}(?:{_SIGN}{{0,3}}){_TAIL}(?![0-9A-Za-zÆØÅæøå])"
    ),
    _digits(rf"{DAY}{_GAP}{MONTH}{_GAP}{_CENTURY}?[0-9]{{2}}{_GAP}[0-9]{{4}}"),
)
_SHORT = _digits(
    rf"(?:{DAY}|[1-9]){_SPLIT}(?:{MONTH}|[1-9]){_SPLIT}{_CENTURY}?[0-9]{{2}}{_GAP}[0-9]{{4}}"
)
_IN_TEXT = (
    *_ANYWHERE,
    _digits(rf"{DAY}({_SPLIT}){MONTH}\1[0-9]{{2}}\1[0-9]{{2}}\1[0-9]{{2}}"),
    _digits(rf"[0-9](?:{_SIGN}{{1,3}}[0-9]){{9}}"),
    _SHORT,
    _digits(rf"[1-9]{MONTH}[0-9]{{2}}{_GAP}[0-9]{{4}}"),
)

_JUNK = f"(?:[^0-9A-Za-z]|{_ENTITY})*"
_ANY_DIGIT = f"[0-9]{_JUNK}"
_LAST = (
    rf"(?:(?:{_ANY_DIGIT}){{3}}[0-9](?:[^0-9]|$)|"
    r"(?:[0-9A-Za-zÆØÅæøå][^\x00-\x7F]*){4}(?:[^0-9A-Za-z]|$))"
)


def _sifting(day: str, month: str) -> str:
    year = f"(?:{_either(_CENTURIES, _JUNK)}{_JUNK})?(?:{_ANY_DIGIT}){{2}}"
    return rf"(?:^|[^0-9]|%[0-9A-Fa-f]{{2}}){day}{_JUNK}{month}{_JUNK}{year}{_LAST}|[^\PN\x00-\x7F]"


_DAY_SIFT, _MONTH_SIFT = _either(_DAYS, _JUNK), _either(_MONTHS, _JUNK)
SIFT_ID = _sifting(_DAY_SIFT, _MONTH_SIFT)
"""For RE2: matches every identifier that `find` finds a number in, and few others."""
SIFT_TEXT = _sifting(f"(?:{_DAY_SIFT}|[1-9])", f"(?:{_MONTH_SIFT}|[1-9])")
"""The same for free text."""


def hidden(text: str) -> str:
    """A text to be shown where no key is at hand: numbers are blotted out."""
    return replace_numbers(text, lambda _: "••••••-••••", is_id=True)


def find(text: str, *, is_id: bool = False) -> Iterator[tuple[int, int, str]]:
    """Find the CPR numbers in a text.

    Args:
        text: any text; a pseudonym in it is passed over.
        is_id: whether it is an identifier, where only what can be nothing else counts.

    Yields:
        Where one begins and ends, and the number as `ddmmyynnnn`, letters in capitals.
    """
    plain, places = _plain(text)
    spans = []
    for pattern in _ANYWHERE if is_id else _IN_TEXT:
        for match in list(pattern.finditer(plain)):
            number = "" if pattern is _ANYWHERE[0] else _number(pattern, match[0])
            if number is None or _is_reference(plain, match):
                continue
            if number:
                spans.append((match.start(), match.end(), number))
            plain = plain[: match.start()] + "x" * len(match[0]) + plain[match.end() :]
    for start, end, number in sorted(spans):
        yield places(start), places(end - 1) + 1, number


def replace_numbers(text: str, by: Callable[[str], str], *, is_id: bool = False) -> str:
    """Put something else in the place of every CPR number in a text.

    Args:
        text: any text.
        by: what takes the place of a number, given as `find` gives it and as it is written.
        is_id: whether the text is an identifier.
    """
    parts, done = [], 0
    for start, end, number in find(text, is_id=is_id):
        parts += [text[done:start], by(number)]
        done = end
    return "".join([*parts, text[done:]]) if parts else text


@lru_cache(maxsize=10_000)
def read_number(cell: str) -> str | None:
    """Read the one CPR number of a cell that is to hold one, whatever its date.

    Args:
        cell: as it stands in the file.

    Returns:
        The number as `ddmmyynnnn`; none where the cell holds no number, or more than one.
    """
    if re.fullmatch(r"[0-9]{6}[- ]?[0-9]{4}", cell.strip(" ")):
        return re.sub(r"[^0-9]", "", cell)
    plain = _plain(cell)[0]
    if exact := _from_float(plain):
        return exact
    numbers = {number for _, _, number in find(cell)}
    if numbers:
        return numbers.pop() if len(numbers) == 1 else None
    match = _CELL.fullmatch(re.sub(_ENTITY, " ", plain))
    return _padded("".join(part or "" for part in match.groups()).upper()) if match else None


def _padded(digits: str) -> str | None:
    """A number with the zero that Excel drops; nine digits that then begin with no day are none."""
    if len(digits) == 10:
        return digits
    return digits.zfill(10) if re.match(DAY + MONTH, digits.zfill(10)) else None


def is_unclear(cell: str) -> bool:
    """Whether a cell that `read_number` reads nothing from may stand for different people.

    It holds several numbers, one that was rounded (1.02E+08), or a part of one (a birthday, the
    last four digits): nobody is to be known by it.
    """
    plain = _plain(cell)[0].strip()
    is_rounded = _FLOAT.fullmatch(plain) and not _from_float(plain)
    is_part = _PART_OF_ONE.fullmatch(re.sub(_ENTITY, " ", plain)) and not read_number(cell)
    return bool(is_rounded or is_part) or len(list(find(cell))) > 1


_CELL = re.compile(
    r"(?:(?i:cpr|person|nummer|nr|dk)|[\W_])*"
    rf"(?:([0-9]{{9,10}})|([0-9]{{6}}){_GAP}([0-9A-Za-zÆØÅæøå]{{4}}))(?:[.,]0+)?[\W_]*"
)
"""A number whose first digits are no day, with what people write before and behind it."""

_PART_OF_ONE = re.compile(
    r"(?:(?i:cpr|person|nummer|nr|dk|født|f)|[\W_])*"
    rf"(?:{DAY}{_GAP}{MONTH}{_GAP}{_CENTURY}?[0-9]{{2}}{_GAP}[0-9]{{0,3}}|"
    rf"{_CENTURY}[0-9]{{2}}{_GAP}{MONTH}{_GAP}{DAY}|[0-9]{{4}})(?:[.,]0+)?[\W_xX]*"
)
"""A birthday with no more than three of the four digits behind it, or these four alone."""

_FLOAT = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,2}")


def _from_float(plain: str) -> str | None:
    """The number in a float written with all its digits, such as 1.01575001E8."""
    if not _FLOAT.fullmatch(plain.strip()):
        return None
    value = Decimal(plain.strip().replace(",", "."))
    digits = f"{value:f}"
    n_shown = len(value.as_tuple().digits)
    is_whole = n_shown == len(digits) and len(digits) in (9, 10)
    return _padded(digits) if is_whole else None


def _plain(text: str) -> tuple[str, Callable[[int], int]]:
    """A text without invisible signs, its digits those of ASCII; and where its letters stood."""
    if text.isascii():
        return text, lambda at: at
    letters, places = [], []
    for at, letter in enumerate(text):
        if letter > "\x7f":
            if unicodedata.category(letter) in ("Cf", "Mn", "Me") or letter in _FILLERS:
                continue
            letter = str(unicodedata.digit(letter, letter))
        letters.append(letter)
        places.append(at)
    return "".join(letters), places.__getitem__


_PART = rf"[0-9]{{1,2}}{_SPLIT}"
_DATE_AND_YEAR = re.compile(rf"{_PART}{_PART}[0-9]+{_SPLIT}{_CENTURY}[0-9]{{2}}")


def _is_reference(plain: str, match: re.Match[str]) -> bool:
    """Whether it is a date and a case number that begins with a year: 14-06-2023, 2023-0177."""
    after = plain[match.end() : match.end() + 2]
    return bool(_DATE_AND_YEAR.fullmatch(match[0]) and re.match("[-/][0-9]", after))


def _number(pattern: re.Pattern[str], written: str) -> str | None:
    """The number of a match, as it is hashed."""
    parts = [part for part in re.split(_SIGN, written) if part]
    if pattern is _SHORT:
        parts[:2] = [part.zfill(2) for part in parts[:2]]
    number = "".join(parts).upper()
    if len(number) == 12:
        number = number[:4] + number[6:]
    number = number.zfill(10)
    return number if re.match(DAY + MONTH, number) else None
