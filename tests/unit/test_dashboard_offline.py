"""What the dashboard needs lies in the project: nothing points out of this machine."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from dashboard.exports.browser import font_configuration
from dashboard.marks.theme import FONT_FOLDER, FONT_NAME
from warehouse.base.settings import PROJECT_ROOT

DASHBOARD = PROJECT_ROOT / "dashboard"
CONFIGURATION = tomllib.loads((DASHBOARD / "app" / ".streamlit" / "config.toml").read_text("utf-8"))


def test_every_font_is_there_small_and_licensed() -> None:
    faces = CONFIGURATION["theme"]["fontFaces"]
    assert {face["family"] for face in faces} == {FONT_NAME}
    for face in faces:
        file = FONT_FOLDER / face["url"].removeprefix("/fonts/")
        content = file.read_bytes()
        assert content[:4] == b"\x00\x01\x00\x00", "not a TrueType file"
        assert len(content) < 500_000
    assert "SIL Open Font License, Version 1.1" in (FONT_FOLDER / "OFL.txt").read_text("utf-8")


def test_the_export_knows_our_font_and_no_other(tmp_path: Path) -> None:
    written = font_configuration(tmp_path).read_text("utf-8")
    assert re.findall("<dir>(.*?)</dir>", written) == [str(FONT_FOLDER)]
    assert "<include" not in written


def test_streamlit_tells_nobody_and_listens_to_this_machine_only() -> None:
    assert CONFIGURATION["browser"]["gatherUsageStats"] is False
    assert CONFIGURATION["server"]["address"] == "127.0.0.1"
    assert CONFIGURATION["client"]["showErrorDetails"] == "none"


@pytest.mark.parametrize("file", sorted(DASHBOARD.rglob("*.py")), ids=lambda p: p.name)
def test_no_page_names_an_address_on_the_net(file: Path) -> None:
    found = re.findall(r"https?://[^\s\"'<>]+", file.read_text(encoding="utf-8"))
    allowed = ("http://127.0.0.1", "http://www.w3.org/2000/svg")  # a name, never fetched
    assert [url for url in found if not url.startswith(allowed)] == []
    assert ":material/" not in file.read_text(encoding="utf-8"), "that icon is fetched"
