"""What tests took, from the reports of pytest: `python -m tools.durations FOLDER OUT.md`."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

SLOWEST = 30
FILES = 20


@dataclass(frozen=True)
class Timed:
    """A test, with the seconds it took; the first to use a fixture is counted."""

    name: str
    file: str
    seconds: float


@dataclass(frozen=True)
class Report:
    """One run of pytest."""

    command: str
    seconds: float
    tests: tuple[Timed, ...]


def read_report(path: Path) -> Report:
    """Read a report in JUnit's form.

    Args:
        path: the file; its name is that of the target of make.

    Raises:
        ValueError: it is of no run of pytest.
    """
    suite = ET.parse(path).find("testsuite")  # noqa: S314  # pytest wrote it on this machine
    if suite is None:
        raise ValueError(f"{path} is of no run of pytest.")
    tests = tuple(
        Timed(case.get("name", ""), _file(case.get("classname", "")), float(case.get("time", 0)))
        for case in suite.iter("testcase")
    )
    return Report(f"make {path.stem}", float(suite.get("time", 0)), tests)


def page(reports: Sequence[Report]) -> str:
    """The page: runs, the slowest tests and the slowest files."""
    tests = [test for report in reports for test in report.tests]
    of_files: dict[str, list[float]] = defaultdict(list)
    for test in tests:
        of_files[test.file].append(test.seconds)
    slowest = sorted(tests, key=lambda test: -test.seconds)[:SLOWEST]
    files = sorted(of_files.items(), key=lambda item: -sum(item[1]))[:FILES]
    lines = [
        "# What the tests take",
        "",
        "Written by `make test-durations` from the last runs of pytest.",
        "The time a build takes is counted in the first test that uses it.",
        "",
        *_table(
            ("run", "tests", "seconds", "seconds of all tests"),
            (
                (f"`{r.command}`", f"{len(r.tests):,}", _seconds(r.seconds), _seconds(_sum(r)))
                for r in reports
            ),
        ),
        "",
        "## Slowest tests",
        "",
        *_table(
            ("test", "file", "seconds"),
            ((f"`{t.name}`", f"`{t.file}`", _seconds(t.seconds)) for t in slowest),
        ),
        "",
        "## Slowest files",
        "",
        *_table(
            ("file", "tests", "seconds"),
            ((f"`{name}`", f"{len(of):,}", _seconds(sum(of))) for name, of in files),
        ),
    ]
    return "\n".join(lines) + "\n"


def main(folder: str, out: str) -> None:
    """Write the page.

    Args:
        folder: where the reports lie.
        out: the page.
    """
    paths = sorted(Path(folder).glob("*.xml"))
    if not paths:
        sys.exit(f"No report is in {folder}: run `make test` or `make test-all` first.")
    Path(out).write_text(page([read_report(path) for path in paths]), encoding="utf-8")


def _file(module: str) -> str:
    return module.replace(".", "/") + ".py"


def _sum(report: Report) -> float:
    return sum(test.seconds for test in report.tests)


def _seconds(seconds: float) -> str:
    return f"{seconds:,.0f}"


def _table(headings: Sequence[str], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(headings)} |"
    yield f"|{'|'.join('---' for _ in headings)}|"
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"


if __name__ == "__main__":
    main(*sys.argv[1:])
