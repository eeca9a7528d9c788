"""Letters: which encoding text is written in, letters that were read wrong, signs nobody sees."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

UTF8 = "utf-8"
ENCODINGS = ("cp1252", "cp850", "mac_roman")
"""What Danish systems write beside UTF-8: Windows, DOS, and a Mac before 2001 or Excel for it."""

_DANISH = frozenset("æøåÆØÅ")
_LETTERS = _DANISH | frozenset("äöüÄÖÜéÉèÈêÊëËáÁàÀâÂãÃíÍìÌîÎïÏóÓòÒôÔõÕúÚùÙûÛçÇñÑßðÐþÞýÝÿšŠžŽ")
_LONE = frozenset("àÀéÉüÜöÖäÄ")
_MARKS = frozenset("‘’“”„–—…")
_BESIDE_LETTERS = _MARKS | frozenset("\u00a0\u00ad§°´¨·«»²³©®™€£µ½")
_BETWEEN_LETTERS = frozenset("\u00a0\u00ad§´·’–—…")
_ALONE = _BESIDE_LETTERS | frozenset("¼¾±×÷¿¡¤¥¢¦¬•‰†‡‹›¶ºª¹¸")
_WORD = re.compile(rb"[A-Za-z]?[\x80-\xff](?:[A-Za-z]?[\x80-\xff])*[A-Za-z]?")

_BLANKS = "\u00a0\u1680\u202f\u205f\u3000\u2028\u2029" + "".join(map(chr, range(0x2000, 0x200B)))
_UNSEEN = (
    "\u00ad\u061c\u180e\ufeff"
    + "".join(map(chr, [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F]))
    + "".join(map(chr, [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]))
)
_WRITTEN_AS = {
    **dict.fromkeys(_BLANKS, " "),
    **dict.fromkeys(_UNSEEN, ""),
    "\u2010": "-",
    "\u2011": "-",
}
_UNUSUAL_UTF8 = (
    re.compile(rb"\xc2[\xa0\xad]"),
    re.compile(rb"\xe2\x80[\x80-\x91\xa8-\xaf]"),
    re.compile(rb"\xe2\x81[\x9f-\xaf]"),
    re.compile(rb"\xcc[\x80-\xbf]"),
    re.compile(rb"\xcd[\x80-\xaf]"),
    re.compile(rb"\xe2\x84[\xa6\xaa\xab]"),
    re.compile(rb"\xd8\x9c"),
    re.compile(rb"\xe1(?:\x9a\x80|\xa0\x8e)"),
    re.compile(rb"\xe3\x80\x80"),
    re.compile(rb"\xef\xbb\xbf"),
)
_CONTROLS = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])

# A byte of UTF-8 beyond the first, read as cp1252 or Latin-1.
_SECOND_BYTE = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
MISREAD = (
    f"[ÃÂ][{_SECOND_BYTE}]|â[€‚]"  # UTF-8 read as cp1252
    "|[├┬][^ ]|Ô(?:Ç|é¼)"  # as cp850
    r"|√[^\d\s(]|¬[ß∞†´ªµ∑]|‚(?:Ä|Ç¨)"  # as Mac Roman
    "|[\ufffd\u0080-\u009f]"  # a letter lost; a byte of another code page
    r"|\p{L}[¿¯›†°¾®┼≈∆∏┐¥¢]\p{L}|[¯┼≈∆]\p{L}|[a-zA-Z]µ[a-zA-Z]"  # one code page read as another
    r"|[A-ZÆØÅ]ÿ[A-ZÆØÅ]"
)
"""Regular expression (RE2) of text that was read in another encoding than it was written in."""

_MISREAD = re.compile(MISREAD.replace(r"\p{L}", r"[^\W\d_]"))


def clean(text: str) -> str:
    """The text in the letters by which it is compared everywhere, without signs nobody sees.

    Blanks of every width become one blank, marks of zero width, soft hyphens and control
    characters go, hyphens of every kind that looks like one become one, and letters are composed
    (NFC): å is one letter and not an a with a ring.

    Args:
        text: of a file; its tabs and line ends stay.
    """
    for sign, written in _WRITTEN_AS.items():
        if sign in text:
            text = text.replace(sign, written)
    return unicodedata.normalize("NFC", text)


def is_clean(content: bytes) -> bool:
    """Whether `clean` leaves UTF-8 text as it is.

    Args:
        content: a part of the text; a letter cut off at its end may be misjudged.
    """
    if len(content.translate(None, _CONTROLS)) != len(content):
        return False
    return content.isascii() or not any(p.search(content) for p in _UNUSUAL_UTF8)


def is_misread(text: str) -> bool:
    """Whether text holds letters that were read in another encoding than they were written in."""
    return not text.isascii() and bool(_MISREAD.search(text))


@dataclass(frozen=True)
class Encoding:
    """What the letters of a text tell of its encoding.

    `name`: none where they do not tell one. `line` is then a line that fits none of the encodings
    another fits, or that several fit in which it reads differently; `why` says so in words.
    """

    name: str | None
    line: int = 0
    why: str = ""


def tell_encoding(lines: Iterable[bytes]) -> Encoding:
    """The encoding in which every line reads as words, if there is exactly one.

    Every word with a letter beyond ASCII is tried in each encoding: no sign may stand between
    letters where none belongs, and of the encodings that fit, one with Danish letters is meant.
    Words without them, such as Café, may fit several; if all of a file's do, it is Windows'.

    Args:
        lines: of a file that is not UTF-8 throughout.
    """
    possible, since = frozenset((UTF8, *ENCODINGS)), 0
    odd = torn = 0
    for number, line in enumerate(lines, start=1):
        if line.isascii():
            continue
        fitting = frozenset((UTF8, *ENCODINGS))
        for word in _WORD.findall(line):
            names, is_torn = _readings(word)
            fitting &= names
            torn = torn or is_torn * number
        if not fitting:
            odd = odd or number
        elif not possible & fitting:
            here, above = " or ".join(sorted(fitting)), " or ".join(sorted(possible))
            return Encoding(None, number, f"it is written in {here}, and line {since} in {above}")
        elif not since or not possible <= fitting:
            possible, since = possible & fitting, number
    if not since:
        return Encoding(None, odd, f"it reads as no words in {UTF8}, {', '.join(ENCODINGS)}")
    if len(possible) > 1 and (torn or "cp1252" not in possible):
        return Encoding(
            None, torn or since, f"it reads as words in {' and in '.join(sorted(possible))}"
        )
    return Encoding("cp1252" if "cp1252" in possible else next(iter(possible)))


@lru_cache(maxsize=100_000)
def _readings(word: bytes) -> tuple[frozenset[str], bool]:
    """The encodings in which the letters of a word beyond ASCII can be what was meant.

    And whether one reads Danish letters where another reads quotation marks, ü or °C.
    """
    texts = {name: word.decode(name, "replace") for name in (UTF8, *ENCODINGS)}
    fitting = {
        name
        for name, text in texts.items()
        if "\ufffd" not in text
        and (name == UTF8 or all(_fits(c, *_beside(text, i)) for i, c in enumerate(text)))
    }
    danish = {name for name in fitting if not _DANISH.isdisjoint(texts[name])}
    if not danish:
        return frozenset(fitting), False
    others = {
        name
        for name in fitting - danish
        if all(
            c.isascii()
            or c in _LONE
            or (c in _MARKS and name == "cp1252")
            or (c == "°" and not before.isalpha() and after in ("", "C"))
            for i, c in enumerate(texts[name])
            for before, after in [_beside(texts[name], i)]
        )
    }
    if others:
        danish = {
            name
            for name in danish
            if all(_is_cased(c, *_beside(texts[name], i)) for i, c in enumerate(texts[name]))
        }
    return frozenset(danish | others), bool(danish and others)


def _beside(text: str, i: int) -> tuple[str, str]:
    return text[i - 1 : i], text[i + 1 : i + 2]


def _fits(sign: str, before: str, after: str) -> bool:
    """Whether a sign stands between its neighbours as in a word."""
    if sign.isascii():
        return True
    is_after, is_before = before.isalpha(), after.isalpha()
    if sign not in _LETTERS:
        if is_after and is_before:
            return sign in _BETWEEN_LETTERS
        return sign in (_BESIDE_LETTERS if is_after or is_before else _ALONE)
    if sign in _DANISH:
        return True
    if not (is_after or is_before):
        return sign in _LONE
    return _is_cased(sign, before, after)


def _is_cased(sign: str, before: str, after: str) -> bool:
    """Whether a letter, if it is a capital, can stand between its neighbours in a word."""
    if sign.isascii() or not sign.isupper():
        return True
    return not (before.islower() or (before.isupper() and after.islower()))
