"""The rooms and their map: a sentence for each, and no file in the map that is not there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from warehouse.base.settings import PROJECT_ROOT

ROOMS = sorted(
    file.parent
    for pattern in ("warehouse/*/__init__.py", "dashboard/**/*/__init__.py")
    for file in PROJECT_ROOT.glob(pattern)
)
MAPS = ["architecture.md", "models.md"]
NAMED = re.compile(r"(?<![<>*_\w/.])[\w/]+\.(?:py|ya?ml|csv|sql|po)\b")
"""A file as it stands in the text; not a pattern such as `mart_<what>_public.sql`."""


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.relative_to(PROJECT_ROOT).as_posix())
def test_a_room_says_what_it_is_for_and_nothing_else(room: Path) -> None:
    module = ast.parse((room / "__init__.py").read_text(encoding="utf-8"))
    sentence = ast.get_docstring(module)
    assert sentence is not None
    assert sentence.endswith(".")
    assert len(module.body) == 1
    assert f"`{room.name}/`" in (PROJECT_ROOT / "docs" / "architecture.md").read_text("utf-8")


@pytest.mark.parametrize("name", MAPS)
def test_the_files_a_map_names_are_there(name: str) -> None:
    text = (PROJECT_ROOT / "docs" / name).read_text(encoding="utf-8")
    folders = ("dashboard", "docs", "macros", "models", "seeds", "tests", "tools", "warehouse")
    there = [p for f in folders for p in (PROJECT_ROOT / f).rglob("*") if p.is_file()]
    paths = {f"/{path.relative_to(PROJECT_ROOT).as_posix()}" for path in there}
    named = set(NAMED.findall(text))
    assert len(named) > 5
    assert {file for file in named if not any(p.endswith(f"/{file}") for p in paths)} == set()
