"""Every text is in the catalogue, translated, with the same placeholders; none bypasses it."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from dashboard.words.language import CATALOGUES, Language, catalogue

DASHBOARD = CATALOGUES.parent
SHOWN = {
    "title", "header", "subheader", "markdown", "write", "caption", "info", "warning", "error",
    "success", "expander", "popover", "selectbox", "button", "download_button", "Column", "metric",
    "toast", "text_input", "radio", "multiselect", "page_link", "html", "say", "below",
    "not_loaded",
}  # fmt: skip
"""Calls whose texts a reader sees."""
TRANSLATED = {
    "_": 0, "text": 0, "later": 0, "n_": 0, "plural": 0, "Col": 0, "html_col": 0, "only_beside": 0,
    "phrase": 1, "summary_of": 1,
}  # fmt: skip
"""Calls with a text for the reader, and the place of that argument."""


def _placeholders(text: str) -> set[str]:
    return {
        f"{name}:{kind}"
        for _t, name, kind, _c in string.Formatter().parse(text)
        if name is not None
    }


def _words(text: str) -> bool:
    """Whether a text holds words, markup left aside."""
    inside, outside = 0, []
    for letter in text:
        inside += {"<": 1, ">": -1}.get(letter, 0)
        if not inside and letter != ">":
            outside.append(letter)
    return any(len(word) > 1 and word.isalpha() for word in "".join(outside).split())


def _name(call: ast.Call) -> str | None:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else None


def _constants(nodes: Iterable[ast.expr]) -> list[str]:
    return [
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def _texts(tree: ast.Module) -> list[str]:
    """What is for the reader: texts of calls, titles, and headings beside marks."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            place = TRANSLATED.get(_name(node) or "")
            found += [] if place is None else _constants(node.args[place : place + 1])
            found += _constants(k.value for k in node.keywords if k.arg in ("title", "beside"))
    return found


def _known() -> set[str]:
    known = catalogue("da")
    assert known is not None
    return {m.id if isinstance(m.id, str) else m.id[0] for m in known if m.id}


def _bypasses(tree: ast.Module) -> list[str]:
    """Texts with words given straight to a call that shows them."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = _name(node)
        if name not in SHOWN:
            continue
        for argument in node.args[:1]:
            parts = argument.values if isinstance(argument, ast.JoinedStr) else [argument]
            whole = "".join(
                part.value
                for part in parts
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            )
            if _words(whole):
                found.append(f"{node.lineno}: {name}({whole!r})")
    return found


@pytest.mark.parametrize("file", sorted(DASHBOARD.rglob("*.py")), ids=lambda p: p.name)
def test_pybabel_sees_every_text(file: Path) -> None:
    """It sees neither into f-strings nor at arguments by name; `make lint` holds the rest."""
    unseen = set(_texts(ast.parse(file.read_text(encoding="utf-8")))) - _known()
    assert not unseen, "run `make translations`; if it stays out, mark it by later(), alone"


def test_texts_are_found_where_pybabel_does_not_see_them() -> None:
    source = "x = f\"<p>{_('In a formatted string')}</p>\"; Chart('a', title='A title')"
    assert _texts(ast.parse(source)) == ["A title", "In a formatted string"]


def test_every_text_is_translated_with_the_same_placeholders() -> None:
    known = catalogue("da")
    assert known is not None
    for message in known:
        if not message.id:
            continue
        sources = [message.id] if isinstance(message.id, str) else list(message.id)
        given = message.string
        translations = [given] if isinstance(given, str) else list(given or ())
        assert all(translations), f"not translated: {message.id!r}"
        assert len(translations) == len(sources), message.id
        for source, translation in zip(sources, translations, strict=True):
            assert translation is not None
            assert _placeholders(source) == _placeholders(translation), source


def test_plurals_follow_the_rule_their_catalogue_states() -> None:
    known = catalogue("da")
    assert known is not None
    assert known.plural_expr == "(n != 1)"


@pytest.mark.parametrize("file", sorted(DASHBOARD.rglob("*.py")), ids=lambda p: p.name)
def test_no_text_bypasses_the_catalogue(file: Path) -> None:
    allowed = {"sagspuls"}  # the name and the commands are the same in every language
    found = [
        text
        for text in _bypasses(ast.parse(file.read_text(encoding="utf-8")))
        if not any(name in text.lower() for name in allowed)
    ]
    assert not found


def test_the_check_for_bypasses_finds_one() -> None:
    assert _bypasses(ast.parse("st.title('Goals that are missed')"))
    assert _bypasses(ast.parse("st.html(f'<p>Only {n} cases</p>')"))
    assert not _bypasses(ast.parse("st.html(f'<p class=\"quiet\">{words}</p>')"))


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (48.5, 0, "49"),
        (47.5, 0, "48"),
        (-48.5, 0, "-49"),
        (-48.49999999999999, 0, "-49"),
        (48.4999, 0, "48"),
        (2.25, 1, "2,3"),
        (-0.3, 0, "0"),
        (1_000_000, 0, "1.000.000"),
        (0, 0, "0"),
    ],
)
def test_a_half_is_rounded_away_from_zero(value: float, decimals: int, written: str) -> None:
    """As the published figures are (tests/oracles/test_sums.py)."""
    assert Language("da").number(value, decimals) == written


def test_a_share_at_a_half_is_rounded_up() -> None:
    assert Language("da").percent(0.285, 0) == "29\u00a0%"
    assert Language("da").percent(0.125, 0) == "13\u00a0%"
    assert Language("da").percent(0.8745) == "87,5\u00a0%"


@pytest.mark.parametrize(
    ("code", "number", "percent", "day", "quarter"),
    [
        ("da", "1.234,5", "87,4\u00a0%", "22-11-2026", "4. kvartal 2026"),
        ("en", "1,234.5", "87.4%", "22 Nov 2026", "Q4 2026"),
    ],
)
def test_numbers_and_dates_are_written_as_the_language_does(
    code: str, number: str, percent: str, day: str, quarter: str
) -> None:
    language = Language(code)
    assert language.number(1234.5, 1) == number
    assert language.percent(0.874) == percent
    assert language.day(date(2026, 11, 22)) == day
    assert language.period(date(2026, 10, 1), "quarter", in_full=True) == quarter


def test_plural_and_placeholders() -> None:
    assert Language("da").plural("{n} case", "{n} cases", 1) == "1 sag"
    assert Language("da").plural("{n} case", "{n} cases", 1500) == "1.500 sager"
    assert Language("en").plural("{n} case", "{n} cases", 2) == "2 cases"
