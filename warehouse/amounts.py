"""Amounts as accountants write them: minus as parentheses or at the end, kroner without øre."""

from __future__ import annotations

import re

_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u00a0": " ", "\u202f": " "})
_THOUSANDS = re.compile(r"-?\d{1,3}(\.\d{3})+")


def signed(cell: str) -> str:
    """An amount with its minus in front, in the file's own decimals; what is none comes back as is.

    `(1.234,50)`, `1.234,50-` and `- 1.234,50 kr.` become `-1.234,50`; `1.234,-` becomes `1.234`,
    and a dash alone is no amount.

    Args:
        cell: as delivered.
    """
    text = cell.translate(_MINUS).strip()
    text = re.sub(r"^(kr\.?|DKK)\s*|\s*(kr\.?|DKK)$", "", text, flags=re.IGNORECASE)
    text = re.sub(r",-+$", "", text)
    if not text.strip("- "):
        return ""
    found = re.fullmatch(r"\(\s*(\d[\d., ]*)\)|(\d[\d., ]*)-|-\s*(\d[\d., ]*)|(\d[\d., ]*)", text)
    if not found:
        return cell
    digits = next(part for part in found.groups() if part).replace(" ", "")
    return digits if found[4] else f"-{digits}"


def in_workbook(cell: str) -> str:
    """The same with a decimal point: a workbook's text `1.234` is one thousand and more.

    Args:
        cell: a number as the workbook has it, or text that people typed.
    """
    text = signed(cell)
    if "," in text or _THOUSANDS.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    return text
