"""The pages people read: links that lead somewhere, and commands that the program has."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from warehouse.cli.commands import app

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/*.md")), ROOT / "benchmarks/README.md"]
NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]

LINK = re.compile(r"\]\(([^)\s]+)\)")
COMMAND = re.compile(r"`sagspuls ([^`]+)`")
END = re.compile(r"\s(?:&&|\|\||\||#|<\s|>\s).*")


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).replace(" ", "-")
        for heading in headings
    }


def broken_links(page: Path) -> list[str]:
    """Links of a page to a file or heading that is not there; those to other sites are left out."""
    broken = []
    for target in LINK.findall(page.read_text("utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        there = page.parent / name if name else page
        if not there.exists() or (anchor and anchor not in anchors(there)):
            broken.append(target)
    return broken


def commands(page: Path) -> Iterator[list[str]]:
    """Commands of `sagspuls` on a page, in a sentence or in a block, as words."""
    text = page.read_text("utf-8").replace("\\\n", " ")
    blocks = "\n".join(re.findall(r"^ *```\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL))
    lines = re.sub(r'"[^"]*"', '"…"', blocks).splitlines()
    found = COMMAND.findall(re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    found += [
        part.split("sagspuls ", 1)[1]
        for line in lines
        for part in line.split("&&")
        if re.match(r"\s*(?:\S+=\S+ )*(?:\.venv/bin/)?sagspuls ", part)
    ]
    for command in found:
        if command[0] != "…":
            yield shlex.split(END.sub("", re.sub(r"<[^>]*>", "x", command)).replace('\\"', "'"))


def unknown(words: list[str]) -> str | None:
    """The first word of a command that the command line does not know, if there is one."""
    command = typer.main.get_command(app)
    words = words[1:] if words[0] == "--debug" else words
    while hasattr(command, "commands") and words:
        name, *words = words
        if name not in command.commands:
            return name
        command = command.commands[name]
    options = {name for parameter in command.params for name in parameter.opts}
    options |= {"--help", "--no-serve"}
    return next((word for word in words if word.startswith("--") and word not in options), None)


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert broken_links(page) == []


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_command_is_one(page: Path) -> None:
    assert {" ".join(words): unknown(words) for words in commands(page) if unknown(words)} == {}


def test_a_wrong_link_and_a_wrong_command_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# One\n[a](page.md#one) [b](page.md#two) [c](gone.md)\n`sagspuls verfy`\n"
        "```\nsagspuls build --fulll && sagspuls export chart x --out y\n```\n",
        "utf-8",
    )
    assert broken_links(page) == ["page.md#two", "gone.md"]
    assert [unknown(words) for words in commands(page)] == ["verfy", "--fulll", None]


def test_messages_name_pages_that_are_there() -> None:
    sources = [path for room in ("warehouse", "dashboard") for path in (ROOT / room).rglob("*.py")]
    named = {
        name for path in sources for name in re.findall(r"docs/\w+\.md", path.read_text("utf-8"))
    }
    assert named
    assert {name for name in named if not (ROOT / name).is_file()} == set()
