"""Names from data stay text: on every page, in every chart, in the report and in files."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest
from published_fixture import write_published
from streamlit.testing.v1 import AppTest

from dashboard.app.markup import as_text
from dashboard.exports.export import chart_bytes
from dashboard.exports.files import csv_bytes
from dashboard.exports.provider_report import export_reports
from dashboard.reading.context import Context
from dashboard.reading.marts import Marts, marts_of
from dashboard.reading.view import read_view
from dashboard.topics.charts import CHARTS, draw
from dashboard.topics.pages import FRONT, PAGES
from dashboard.words.language import Language
from dashboard.words.tables import Column, Table
from warehouse.base.settings import PROJECT_ROOT, Settings

MAIN = str(PROJECT_ROOT / "dashboard" / "app" / "main.py")
HOSTILE = "<i>Zq</i> $y$ :red[z] ![p](http://x.dk) **w** :smile: &lt; %{x}"
MARKUP = ("<i>", "$y$", ":red[", "![p]", "**w", ":smile:", "http://")
"""What none of it may reach Streamlit's headings as."""

_FREE_TEXT = re.compile(
    r"name|title|text(_da|_en)?$|^(definition|denominator|note|forum|task|short|scope_reason)_|"
    r"^(message|value|value_[ab]|old_value|new_value|explanation|answer|approved_by|decided_by|"
    r"owner|topic|what_was_done|wanted|why|frame|legal_basis|decision_reference|description|"
    r"source_file|report|run_by|system)$"
)
_NOT_FREE = frozenset({"column_name", "test_name", "section_text"})


@pytest.fixture(scope="module")
def hostile_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published run in which every name and free text ends in markup."""
    data = tmp_path_factory.mktemp("hostile")
    file = write_published(data)
    with duckdb.connect(str(file)) as connection:
        columns = connection.execute(
            "select table_name, column_name from information_schema.columns "
            "where table_schema = 'marts' and data_type = 'VARCHAR' and table_name <> 'run_info'"
        ).fetchall()
        for table, column in columns:
            if _FREE_TEXT.search(column) and column not in _NOT_FREE:
                connection.execute(
                    f'update marts."{table}" set "{column}" = "{column}" || ? '
                    f'where "{column}" <> \'-\' and try_cast("{column}" as double) is null',
                    [f" {HOSTILE}"],
                )
        # Codes nobody knows are shown as they are.
        for table, column in columns:
            connection.execute(
                f'update marts."{table}" set "{column}" = "{column}" || ? '
                f'where list_contains(?, "{column}")',
                ["<i>Zq</i>", ["LEDSAGE", "SC-VEST", "SUF", "HANDICAP"]],
            )
        connection.execute("delete from marts.dim_case_type where case_type_code like '%Zq%'")
        connection.execute("delete from marts.dim_organisation where org_code like '%Zq%'")
        connection.execute(
            "update marts.mart_provider_texts set section_text = section_text || ?", [HOSTILE]
        )
    return data


@pytest.fixture
def settings(hostile_run: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("SAGSPULS_DATA", str(hostile_run))
    monkeypatch.setenv("SAGSPULS_MEMORY_LIMIT", "1GB")
    marts_of.cache_clear()
    return Settings(data=hostile_run, memory_limit="1GB")


def strings(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a figure with the key it stands under."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from strings(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner, key)
    elif isinstance(value, str):
        yield key, value


@pytest.mark.parametrize("chart_id", CHARTS)
def test_no_name_puts_markup_into_a_chart(settings: Settings, chart_id: str) -> None:
    published = Marts(settings).current()
    view = read_view({"goal": "consent"}, published, "da", CHARTS[chart_id].filters)
    for public in (False, True):
        drawn = draw(chart_id, Context(published, view, public=public))
        for key, text in strings(json.loads(drawn.figure.to_json())):
            assert "<i>" not in text, (key, text)
            if key in ("hovertemplate", "texttemplate"):
                assert "Zq" not in text, (key, text)
    content = chart_bytes(published, chart_id, view, "csv").decode("utf-8-sig")
    for row in csv.reader(io.StringIO(content), delimiter=";"):
        assert not any(cell.startswith(("=", "@", "\t", "\r")) for cell in row)


MORE = {
    "sagsbehandlingstid": [{"step": "approval.decided"}],
    "harmonisering": [{"section": "catalogue", "texts": "SEL83-PH"}],
    "kvalitetsmaal": [{"goal": "consent"}, {"goal": "hearing"}],
}
VIEWS = [
    (page.name, asked)
    for page in PAGES.values()
    for asked in [{}, *({"section": code} for code in page.sections), *MORE.get(page.name, [])]
]


@pytest.mark.parametrize(("page", "asked"), VIEWS)
def test_no_name_puts_markup_into_a_page(
    settings: Settings, page: str, asked: dict[str, str]
) -> None:
    app = AppTest.from_file(MAIN, default_timeout=120)
    for name, value in asked.items():
        app.query_params[name] = value
    app.run()
    if page != FRONT.name:
        app.switch_page(f"../pages/{page}.py").run()
    assert not app.exception
    assert not app.error
    bodies = [element.proto.body for element in app.get("html")]
    assert any("Zq" in body for body in bodies)
    assert not any("<i>" in body for body in bodies)
    for element in (*app.title, *app.header, *app.markdown, *app.caption):
        assert not any(markup in str(element.value) for markup in MARKUP), element.value
    labels = [str(e.label) for kind in (app.selectbox, app.expander, app.button) for e in kind]
    assert not any("Zq" in label for label in labels)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Socialcenter Nord, 4. kvartal 2025 (50 %)", None),
        ("Udredning → Faglig godkendelse: 12 dage", None),
        ("*a* _b_ `c` ~d~", r"\*a\* \_b\_ \`c\` \~d\~"),
        ("$x$ :red[y] :smile:", "\\$x\\$ \\:\u2060red\\[y\\] \\:\u2060smile:"),
        ("![a](b) <img src=x> &lt;", r"\!\[a\](b) \<img src=x\> \&lt;"),
        ("http://x.dk www.x.dk a@x.dk", "http\u2060\\://x.dk www\u2060.x.dk a\u2060@x.dk"),
        ("a -> b -- c >= d", "a -\u2060\\> b -\u2060- c \\>\u2060= d"),
        ("a\n# b\n\n- c", r"a \# b - c"),
        ("back\\slash", r"back\\slash"),
    ],
)
def test_text_is_shown_letter_by_letter(text: str, shown: str | None) -> None:
    """Which markup Streamlit reads was tried in a browser; see the walk."""
    assert as_text(text) == (text if shown is None else shown)


def test_the_report_shows_names_and_texts_as_they_are(settings: Settings, tmp_path: Path) -> None:
    (file,), _ = export_reports(settings, "bo", year=2024, format="html", out=tmp_path)
    page = file.read_text("utf-8")
    assert "&lt;i&gt;Zq" in page
    tags: set[str] = set()

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.add(tag)

    Tags().feed(page)
    assert not tags & {"i", "script", "iframe", "a"}
    assert "<i>" not in page


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1+1", "@x", "\t=1", "\r=1", " =1", "\n=1", "＝1"])
def test_no_cell_is_a_formula_where_it_is_from_included(name: str) -> None:
    table = Table((Column("Unit"), Column(name)), ((name, name),))
    text = csv_bytes(table, Language("da"), about={"Shows": f"{name} · 2025"}).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert rows[0][1] == f"'{name}"
    assert rows[1] == [f"'{name}", f"'{name}", f"'{name} · 2025"]
