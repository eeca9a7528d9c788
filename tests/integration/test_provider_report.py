"""A provider's yearly report: the template's headings, the public figures, nobody's markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from published_fixture import RUN_ID, write_published

from dashboard.exports import browser as browser_module
from dashboard.exports.browser import BROWSER
from dashboard.exports.provider_report import export_reports
from dashboard.reading.marts import marts_of
from warehouse.base.errors import ExportFailed, NothingPublished
from warehouse.base.settings import Settings

HEADINGS = {
    "da": [
        "Årsrapport 2024 for Botilbuddet",
        "Botilbuddet – kort fortalt",
        "Status",
        "Early warning",
        "Økonomi",
        "Aflastning",
        "Budget og regnskab",
        "Udvikling af Botilbuddet",
        "Ledelsesstruktur",
    ],
    "en": [
        "Yearly report 2024 for The residence",
        "The residence – in short",
        "Status",
        "Early warning",
        "Economy",
        "Aflastning",
        "Budget and accounts",
        "Development of The residence",
        "Structure of management",
    ],
}
"""Headings in the order of the template; only the development that has a text."""


@pytest.fixture
def published(settings: Settings) -> Settings:
    write_published(settings.data)
    marts_of.cache_clear()
    return settings


@pytest.fixture(scope="module", autouse=True)
def close_browser() -> Iterator[None]:
    yield
    BROWSER.close()


def written(settings: Settings, out: Path, language: str = "da") -> str:
    (file,), _ = export_reports(
        settings, "bo", year=2024, language=language, format="html", out=out
    )
    return file.read_text(encoding="utf-8").replace("\u00a0", " ")


def rows(html: str) -> list[list[str]]:
    """Cells of every row of its tables, in words."""
    found = re.findall(r"<tr[^>]*>(.*?)</tr>", html)
    return [
        [
            unescape(re.sub(r"<[^>]+>", " ", cell)).strip()
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
        ]
        for row in found
    ]


@pytest.mark.parametrize("language", ["da", "en"])
def test_headings_are_the_template_s_in_its_order(
    published: Settings, tmp_path: Path, language: str
) -> None:
    html = written(published, tmp_path, language)
    found = [unescape(text) for text in re.findall(r"<h\d>(.*?)</h\d>", html)]
    assert found == HEADINGS[language]


def test_tables_have_three_years_the_last_as_expected(published: Settings, tmp_path: Path) -> None:
    found = rows(written(published, tmp_path))
    assert found == [
        ["Døgn", "2023", "2024", "2025 (forventet)"],
        ["Kapacitet", "20", "20", "20"],
        ["Realiseret aktivitet", "19,5", "17", "18"],
        ["Budgetteret belægning (%)", "95,0 %", "95,0 %", "95,0 %"],
        ["Realiseret belægning (%)", "97,5 %", "85,0 %", "90,0 %"],
        ["År", "2023", "2024", "2025 (forventet)"],
        ["Budget"],
        ["Bruttoomkostningsbudget", "–", "100.000", "–"],
        ["Regnskab"],
        ["Takstindtægter", "–", "-95.000", "–"],
        ["Direkte udgifter", "–", "84.501", "–"],
        ["Administration", "–", "5.000", "–"],
        ["Central ledelse og administration", "–", "4.000", "–"],
        ["Ejendoms- og kapitalomkostninger", "–", "6.000", "–"],
        ["Tilsyn og udvikling", "–", "0", "–"],
        ["I alt", "–", "4.501", "–"],
    ]


def test_few_places_in_use_are_not_shown_and_it_is_said(
    published: Settings, tmp_path: Path
) -> None:
    html = written(published, tmp_path)
    assert '<h3>Aflastning</h3><p class="note">Vises ikke: færre end 10 pladser' in html


def test_early_warnings_name_their_rule(published: Settings, tmp_path: Path) -> None:
    found = re.findall(r"<li>(.*?)</li>", written(published, tmp_path, "en"))
    assert found == [
        "Deficit: 4.5% in 2024. The limit is 3.0% (Styregruppen, 20 Nov 2023, case 2023-4)."
        " Crossed since 2024.",
        "Døgn: Occupancy below budget: 10.0 percentage points in 2024. The limit is 5.0 percentage"
        " points (Styregruppen, 20 Nov 2023, case 2023-4). Crossed since 2024.",
    ]


def test_what_people_type_is_never_markup(published: Settings, tmp_path: Path) -> None:
    html = written(published, tmp_path)
    assert "<p>Første afsnit.</p><p>Andet &lt;b&gt;afsnit&lt;/b&gt; &amp; mere.</p>" in html
    assert "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>" in html
    assert "<script" not in html
    assert not re.search(r"(src|href)=|url\(|@import", html)


def test_a_text_without_a_place_is_left_out_and_named(published: Settings, tmp_path: Path) -> None:
    (file,), left_out = export_reports(
        published, "bo", year=2024, format="html", out=tmp_path / "r"
    )
    assert "Ingen steder" not in file.read_text("utf-8")
    assert left_out == [
        "bo: remarks to 'Nedlagt' are in no report of the year, as it has no activity."
    ]


def test_the_same_run_gives_the_same_pdf_of_two_pages_at_most(
    published: Settings, tmp_path: Path
) -> None:
    contents = set()
    for name in ("a", "b"):
        (file,), _ = export_reports(published, "bo", year=2024, out=tmp_path / f"{name}.pdf")
        contents.add(file.read_bytes())
    (content,) = contents
    assert content.startswith(b"%PDF")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b(?!s)", content)) <= 2


def test_all_are_those_with_figures_of_the_year(published: Settings, tmp_path: Path) -> None:
    files, _ = export_reports(
        published, "all", year=2024, language="en", format="html", out=tmp_path
    )
    assert [file.name for file in files] == [f"yearly-report_0999_bo_2024_{RUN_ID}.html"]


@pytest.mark.parametrize(
    ("provider", "year", "language", "format_", "said", "hint"),
    [
        ("nix", 2024, "da", "html", "no provider 'nix'", "all, bo, hus"),
        ("bo", 1999, "da", "html", "no accounts and no realised activity of 1999", "2023, 2024"),
        ("hus", 2017, "da", "html", "of 2017 for hus", "Load `provider_activity`"),
        ("bo", 2024, "sv", "html", "no language 'sv'", "da, en"),
        ("bo", 2024, "da", "docx", "no format 'docx'", "pdf, html"),
    ],
)
def test_what_is_not_known_is_told_with_what_there_is(
    published: Settings, tmp_path: Path, provider: str, year: int, language: str, format_: str,
    said: str, hint: str,
) -> None:  # fmt: skip
    with pytest.raises(ExportFailed) as told:
        export_reports(
            published, provider, year=year, language=language, format=format_, out=tmp_path
        )
    assert said in told.value.message
    assert hint in str(told.value.hint)
    assert list(tmp_path.glob("*.html")) == []


def test_without_a_browser_html_is_written_and_pdf_tells_how(
    published: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    BROWSER.close()
    monkeypatch.setattr(browser_module, "BROWSERS", ("no-such-browser",))
    assert "Årsrapport" in written(published, tmp_path)
    with pytest.raises(ExportFailed) as told:
        export_reports(published, "bo", year=2024, out=tmp_path)
    assert "need a browser" in told.value.message
    assert "HTML work without" in str(told.value.hint)


def test_nothing_published_is_told(settings: Settings, tmp_path: Path) -> None:
    marts_of.cache_clear()
    with pytest.raises(NothingPublished):
        export_reports(settings, "bo", year=2024, out=tmp_path)
