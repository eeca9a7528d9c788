"""Exports: files that hold the public figures, in words and numbers one can read."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from icalendar import Calendar
from PIL import Image
from published_fixture import RUN_ID, write_published
from python_calamine import CalamineWorkbook

from dashboard.exports import browser as browser_module
from dashboard.exports import export as export_module
from dashboard.exports.browser import BROWSER, PictureBrowser, find_browser
from dashboard.exports.export import export_chart
from dashboard.exports.picture import WIDTH
from dashboard.reading.marts import marts_of
from dashboard.topics.charts import CHARTS
from warehouse.base.errors import ExportFailed, NothingPublished
from warehouse.base.settings import Settings

TITLE_AREA = (0, 0, 1400, 90)
"""Where the title stands in a PNG, which has two pixels for one."""


@pytest.fixture
def published(settings: Settings) -> Settings:
    write_published(settings.data)
    marts_of.cache_clear()
    return settings


OF_THE_COUNTRY = {"reference_trends"}
"""Charts of published series that are of no municipality."""


@pytest.fixture(scope="module", autouse=True)
def close_browser() -> Iterator[None]:
    yield
    BROWSER.close()


def _texts(svg: Path) -> str:
    words = re.findall(r"<t(?:ext|span)[^>]*>([^<]*)(?=<)", svg.read_text(encoding="utf-8"))
    return "\n".join(words).replace("\u00a0", " ").replace("&nbsp;", " ").replace("&#160;", " ")


def _ink(picture: bytes) -> int:
    """Dark pixels where the title stands."""
    image = Image.open(io.BytesIO(picture)).convert("L").crop(TITLE_AREA)
    return sum(image.histogram()[:128])


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("chart_id", CHARTS)
def test_a_picture_holds_title_source_and_date_as_text(
    published: Settings, tmp_path: Path, chart_id: str, language: str
) -> None:
    out = export_chart(
        published, chart_id, format="svg", language=language, out=tmp_path / "chart.svg"
    )
    texts = _texts(out)
    source, day = {"da": ("Kilde:", "31-12-2025"), "en": ("Source:", "31 Dec 2025")}[language]
    assert source in texts
    assert day in texts
    assert RUN_ID in texts
    if chart_id not in OF_THE_COUNTRY:
        assert "Eksempel Kommune" in texts or "Eksempel Municipality" in texts


def test_the_svg_writes_numbers_as_danish_does(published: Settings, tmp_path: Path) -> None:
    out = export_chart(
        published, "deadline_kept_by_case_type", format="svg", out=tmp_path / "c.svg"
    )
    texts = _texts(out)
    assert "95 %" in texts
    assert "Måltal 80 %" in texts
    assert "Ikke opfyldt" in texts
    assert "240" in texts


@pytest.mark.parametrize("chart_id", CHARTS)
def test_a_png_is_sharp_and_its_title_has_ink(
    published: Settings, tmp_path: Path, chart_id: str
) -> None:
    out = export_chart(published, chart_id, out=tmp_path)
    assert out.name.startswith(chart_id)
    assert RUN_ID in out.name
    content = out.read_bytes()
    assert Image.open(io.BytesIO(content)).width == 2 * WIDTH
    assert _ink(content) > 2000


def test_without_our_font_the_letters_are_others(
    published: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proof that the picture is set in the bundled font, and that the test for ink can fail."""
    chart = "deadline_kept_by_unit"
    with_font = export_chart(published, chart, out=tmp_path / "with.png").read_bytes()
    nothing = tmp_path / "no fonts"
    nothing.mkdir()
    monkeypatch.setattr(browser_module, "FONT_FOLDER", nothing)
    fontless = PictureBrowser()
    monkeypatch.setattr(export_module, "BROWSER", fontless)
    try:
        without = export_chart(published, chart, out=tmp_path / "without.png").read_bytes()
    finally:
        fontless.close()
    assert without != with_font
    assert _ink(with_font) > 2000
    assert _ink(without) < _ink(with_font) / 2


def test_csv_is_what_a_danish_spreadsheet_opens(published: Settings, tmp_path: Path) -> None:
    out = export_chart(published, "deadline_kept_by_unit", format="csv", out=tmp_path / "c.csv")
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert rows[0]["Forvaltning og enhed"] == "Socialforvaltningen"
    assert float(rows[0]["Overholdt (%)"].replace(",", ".")) == pytest.approx(78, abs=5)
    assert rows[0]["Udgave"] == RUN_ID


def test_amounts_keep_their_decimals_in_a_csv(published: Settings, tmp_path: Path) -> None:
    out = export_chart(
        published, "budget_accounts", format="csv", language="en", out=tmp_path / "c.csv",
        filters={"provider": "bo"},
    )  # fmt: skip
    rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    assert {row["Accounts, kr."] for row in rows} == {"104500.75"}


def test_a_scenario_of_the_command_line_must_be_one_there_is(
    published: Settings, tmp_path: Path
) -> None:
    with pytest.raises(ExportFailed, match="no figures for cases '55'"):
        export_chart(
            published, "shared_financing_scenario", filters={"cases": "55"}, out=tmp_path / "c.csv"
        )


@pytest.mark.parametrize(
    ("chart_id", "source", "is_rounded"),
    [
        ("scorecard", "case systems", True),
        ("complaints_by_area", "register of complaints", True),
        ("audit_items", "audit forms", True),
        ("survey_gaps", "surveys of citizens and caseworkers", True),
        ("recommendations", "registers of follow-up", False),
        ("yearly_status", "registers of follow-up", True),
        ("catalogue_differences", "catalogues of services", False),
        ("shared_financing_shares", "own budgets", False),
        ("provider_cases", "own budgets", True),
    ],
)
def test_a_file_says_where_its_figures_are_from_and_whether_they_are_rounded(
    published: Settings, tmp_path: Path, chart_id: str, source: str, is_rounded: bool
) -> None:
    out = export_chart(published, chart_id, format="csv", language="en", out=tmp_path / "c.csv")
    row = next(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    assert source in row["Data source"]
    assert row["Disclosure control"].startswith("Rounded") == is_rounded


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_wheel_is_a_calendar_with_what_its_table_holds(
    published: Settings, tmp_path: Path, language: str
) -> None:
    asked = {"language": language, "filters": {"wheel_year": "2025"}}
    file = export_chart(published, "cooperation_wheel", format="ics", out=tmp_path, **asked)
    assert file.name == (
        f"cooperation_wheel_municipality-0999_wheel_year-2025_{language}_{RUN_ID}.ics"
    )
    table = export_chart(
        published, "cooperation_wheel", format="csv", out=tmp_path / "c.csv", **asked
    )
    delimiter = {"da": ";", "en": ","}[language]
    rows = list(csv.reader(table.read_text("utf-8-sig").splitlines(), delimiter=delimiter))
    first, last, forum, task = (
        rows[0].index(heading)
        for heading in {
            "da": ("Første dag", "Sidste dag", "Forum", "Opgave"),
            "en": ("First day", "Last day", "Forum", "Task"),
        }[language]
    )
    calendar = Calendar.from_ical(file.read_bytes())
    found = [
        (
            entry.decoded("dtstart").isoformat(),
            (entry.decoded("dtend") - timedelta(days=1)).isoformat(),
            str(entry["summary"]),
        )
        for entry in calendar.walk("VEVENT")
    ]
    assert found == [(row[first], row[last], f"{row[forum]}: {row[task]}") for row in rows[1:]]
    assert len(found) == 4


def test_only_the_wheel_is_a_calendar(published: Settings, tmp_path: Path) -> None:
    with pytest.raises(ExportFailed, match="holds no calendar") as caught:
        export_chart(published, "scorecard", format="ics", out=tmp_path)
    assert "cooperation_wheel" in str(caught.value.hint)


def test_csv_in_english_has_commas(published: Settings, tmp_path: Path) -> None:
    out = export_chart(
        published, "working_days_over_time", format="csv", language="en", out=tmp_path / "c.csv"
    )
    rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    assert rows[0]["Month"] == "Dec 2025"
    assert float(rows[0]["Median, working days"]) > 0


def test_xlsx_holds_numbers_with_formats(published: Settings, tmp_path: Path) -> None:
    out = export_chart(published, "scorecard", format="xlsx", out=tmp_path / "c.xlsx")
    book = CalamineWorkbook.from_path(out)
    assert book.sheet_names == ["Tal", "Om tallene"]
    rows = book.get_sheet_by_name("Tal").to_python()
    assert rows[0][0] == "Mål"
    assert "Alle sager" in [row[0] for row in rows]
    assert isinstance(rows[1][2], float)
    assert 0 < rows[1][2] < 1
    assert zipfile.ZipFile(out).read("xl/styles.xml").count(b'formatCode="0.0%"') == 1


def test_files_hold_the_public_figures_only(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The inner scorecard is spoilt on purpose: no file may show what it says."""
    import duckdb

    file = write_published(settings.data)
    with duckdb.connect(str(file)) as connection:
        connection.execute("update marts.mart_scorecard set value = 0.12345, n = 777, ci_low = 0.1")
    marts_of.cache_clear()
    for chart_id in CHARTS:
        out = export_chart(settings, chart_id, format="csv", language="en", out=tmp_path / "c.csv")
        said = out.read_text("utf-8-sig")
        assert "12.345" not in said
        assert "777" not in said


def test_a_suppressed_cell_shows_nothing(published: Settings, tmp_path: Path) -> None:
    out = export_chart(
        published,
        "deadline_kept_by_case_type",
        format="csv",
        language="en",
        period="2025-12",
        filters={"unit": "SC-NORD"},
        out=tmp_path / "c.csv",
    )
    rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    hidden = next(row for row in rows if row["Case type"] == "Companion scheme")
    assert hidden["Status"] == "Hidden"
    assert "fewer than 10" in hidden["Remarks"]
    assert hidden["Kept (%)"] == hidden["Cases (rounded)"] == ""
    assert "Kept, number" not in hidden


def test_a_text_that_looks_like_a_formula_stays_a_text(settings: Settings, tmp_path: Path) -> None:
    write_published(settings.data, unit_name="=cmd|' /C calc'!A1")
    marts_of.cache_clear()
    out = export_chart(settings, "deadline_kept_by_unit", format="csv", out=tmp_path / "c.csv")
    assert "'=cmd" in out.read_text("utf-8-sig")
    out = export_chart(settings, "deadline_kept_by_unit", format="xlsx", out=tmp_path / "c.xlsx")
    sheet = zipfile.ZipFile(out).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"chart_id": "nothing"}, "no chart 'nothing'"),
        ({"format": "pdf"}, "no format 'pdf'"),
        ({"period": "next year"}, "'next year' is not a period"),
        ({"period": "1999"}, "no figures for the period 1999"),
        ({"language": "sv"}, "no language 'sv'"),
        ({"filters": {"colour": "red"}}, "no filter 'colour'"),
        ({"filters": {"unit": "NOWHERE"}}, "no figures for unit 'NOWHERE'"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(
    published: Settings, tmp_path: Path, given: dict[str, str], said: str
) -> None:
    asked = {"chart_id": "scorecard", "format": "csv", **given}
    chart_id = asked.pop("chart_id")
    with pytest.raises(ExportFailed, match=said) as caught:
        export_chart(published, chart_id, out=tmp_path / "x", **asked)  # type: ignore[arg-type]  # wrong on purpose
    assert caught.value.hint


def test_without_a_browser_the_hint_is_the_command_that_mends_it(
    published: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(export_module, "BROWSER", PictureBrowser())
    with pytest.raises(ExportFailed) as caught:
        export_chart(published, "scorecard", out=tmp_path / "c.png")
    assert "apt-get install chromium-headless-shell" in str(caught.value.hint)
    assert not (tmp_path / "c.png").exists()
    assert export_chart(published, "scorecard", format="csv", out=tmp_path / "c.csv").exists()


def test_a_browser_that_does_not_start_is_said_in_words(
    published: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "chromium-headless-shell"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert find_browser() == broken
    monkeypatch.setattr(export_module, "BROWSER", PictureBrowser())
    with pytest.raises(ExportFailed, match="does not start"):
        export_chart(published, "scorecard", out=tmp_path / "c.png")


def test_nothing_published_is_said_in_words(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(NothingPublished):
        export_chart(settings, "scorecard", out=tmp_path / "c.png")


def test_a_place_that_cannot_be_written_is_said_in_words(
    published: Settings, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportFailed, match="cannot be written"):
        export_chart(published, "scorecard", format="csv", out=tmp_path / "file" / "c.csv")
