"""The translators' catalogue: every text marked in the source, with what is translated so far.

`python -m tools.translations` writes `locale/<language>/LC_MESSAGES/sagspuls.po` anew; texts no
longer in the source drop out, new ones come in untranslated.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from dashboard.words.language import CATALOGUES, LANGUAGES, catalogue

FOLDER = Path(__file__).resolve().parents[1] / "dashboard"
SINGULAR = frozenset({"_", "text", "later", "phrase"})
"""Calls whose first text is for the reader."""
HEADED = frozenset({"Col", "html_col", "only_beside"})
"""Calls whose first argument is, where it is a text."""
NAMED = frozenset({"title", "beside"})
"""Arguments of a chart's specification that are for the reader."""
PLURAL = frozenset({"n_", "plural"})
"""Calls whose first two arguments are, for one and for many."""

_WRITTEN = datetime(2026, 11, 22, tzinfo=UTC)
"""A fixed date: the file changes when a text does, and only then."""

Text = str | tuple[str, str]


def texts(folder: Path = FOLDER) -> Iterator[tuple[str, int, Text]]:
    """File, line and text (or singular and plural) of everything marked in the source.

    Read from the syntax tree: Babel's own reader does not see into f-strings.
    """
    for file in sorted(folder.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                for text in _texts(node):
                    yield file.relative_to(folder).as_posix(), node.lineno, text


def _texts(call: ast.Call) -> Iterator[Text]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else None
    if isinstance(call.func, ast.Name):
        name = call.func.id
    known = call.args[: 1 if name in HEADED else 2]
    given = [text for argument in known if (text := _constant(argument)) is not None]
    if name in SINGULAR | HEADED and given:
        yield given[0]
    if name in PLURAL and len(given) == 2:
        yield given[0], given[1]
    if name in ("Chart", "Col"):
        yield from (
            text
            for keyword in call.keywords
            if keyword.arg in NAMED and (text := _constant(keyword.value))
        )


def _constant(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def updated(code: str) -> Catalog:
    """The catalogue of a language as the source now asks for it, with its translations."""
    known = catalogue(code)
    fresh = Catalog(
        locale=code,
        project="Sagspuls",
        version="1",
        msgid_bugs_address="see CONTRIBUTING.md",
        last_translator="Sagspuls",
        language_team="Sagspuls",
        header_comment="# Texts of the dashboard; written by `python -m tools.translations`.",
        creation_date=_WRITTEN,
        revision_date=_WRITTEN,
        fuzzy=False,
        charset="utf-8",
    )
    for file, _line, text in texts():
        key = text if isinstance(text, str) else text[0]
        message = known.get(key) if known is not None else None
        fresh.add(text, message.string if message is not None else None, locations=[(file, 0)])
    return fresh


def write() -> None:
    """Write the catalogue of every language that has one."""
    for code in LANGUAGES:
        file = CATALOGUES / code / "LC_MESSAGES" / "sagspuls.po"
        if file.exists():
            fresh = updated(code)
            with file.open("wb") as stream:
                write_po(
                    stream, fresh, sort_output=True, omit_header=False, width=96,
                    include_lineno=False,
                )  # fmt: skip


if __name__ == "__main__":
    write()
