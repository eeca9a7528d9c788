"""The page of what tests take, from pytest's own reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import durations

REPORT = """<testsuites><testsuite name="pytest" tests="3" time="12.5">
<testcase classname="tests.unit.test_a" name="test_quick" time="0.2" />
<testcase classname="tests.unit.test_a" name="test_slow[a|b]" time="9.6" />
<testcase classname="tests.e2e.test_b" name="test_page" time="4.4" />
</testsuite></testsuites>"""


def test_the_slowest_come_first(tmp_path: Path) -> None:
    (tmp_path / "test-all.xml").write_text(REPORT, encoding="utf-8")
    durations.main(str(tmp_path), str(tmp_path / "durations.md"))
    lines = (tmp_path / "durations.md").read_text(encoding="utf-8").splitlines()
    assert "| `make test-all` | 3 | 12 | 14 |" in lines
    assert lines.index("| `test_slow[a\\|b]` | `tests/unit/test_a.py` | 10 |") < lines.index(
        "| `test_page` | `tests/e2e/test_b.py` | 4 |"
    )
    assert "| `tests/unit/test_a.py` | 2 | 10 |" in lines


def test_without_a_run_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="make test"):
        durations.main(str(tmp_path), str(tmp_path / "durations.md"))
