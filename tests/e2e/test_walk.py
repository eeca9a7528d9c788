"""A walk through the dashboard in a real browser: what a head of department would do."""

from __future__ import annotations

import itertools
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright
from published_catalogues import TEXTS
from published_fixture import RUN_ID, write_published

from dashboard.exports.browser import BROWSERS
from dashboard.topics.pages import PAGES
from warehouse.base.settings import PROJECT_ROOT

START_SECONDS = 60
WAIT_MS = 30_000
expect.set_options(timeout=WAIT_MS)

pytestmark = pytest.mark.xdist_group("e2e")  # One server and one browser: two are slower.

Read = Callable[[str, str], Page]
LANGUAGES = ["da", pytest.param("en", marks=pytest.mark.full)]
"""Each page once in `make test`; in the other language in `make test-all`."""

EVERY_SECTION = [
    (page.name, code, len(section.charts))
    for page in PAGES.values()
    for code, section in page.sections.items()
    if page.name != "opfoelgning"
]
"""Page, code of the section, and how many charts it has."""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    write_published(folder)
    return folder


@pytest.fixture(scope="module")
def address(data: Path) -> Iterator[str]:
    """The dashboard, started as `sagspuls dashboard` starts it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(PROJECT_ROOT / "dashboard" / "app" / "server.py"),
    ]
    environment = {**os.environ, "SAGSPULS_DATA": str(data), "SAGSPULS_MEMORY_LIMIT": "1GB"}
    log = data / "server.log"
    with log.open("wb") as said:
        server = subprocess.Popen(
            [*command, "--server.port", str(port)],
            stdout=said,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=data,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                opener.open(f"{url}/_stcore/health", timeout=2).close()
                break
            except (urllib.error.URLError, OSError):
                assert server.poll() is None, log.read_text()
                assert time.monotonic() < until, log.read_text()
                time.sleep(0.2)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="module")
def browser() -> Iterator[BrowserContext]:
    """One browser for all pages, as a reader has: what it fetched once stays in its cache."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    assert path, "no browser: apt-get install chromium-headless-shell"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        yield chromium.new_context(viewport={"width": 1400, "height": 1000})
        chromium.close()


@pytest.fixture
def page(browser: BrowserContext) -> Iterator[Page]:
    """A new page."""
    with _new_page(browser) as page:
        yield page


@pytest.fixture(scope="module")
def read(browser: BrowserContext, address: str) -> Iterator[Read]:
    """Turn to a page in a language: stay where it is open already."""
    with _new_page(browser) as page:

        def turn_to(place: str, language: str) -> Page:
            if f"/{place}?lang={language}" not in page.url:
                page.goto(f"{address}/{place}?lang={language}")
                _shown(page)
            return page

        yield turn_to


@contextmanager
def _new_page(browser: BrowserContext) -> Iterator[Page]:
    """A page that fails its test if it asks for anything outside this machine, or may not do it."""
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.set_default_timeout(WAIT_MS)
    yield page
    page.close()
    outside = [
        url
        for url in asked
        if urlparse(url).scheme in ("http", "https", "ws", "wss")
        and urlparse(url).hostname != "127.0.0.1"
    ]
    assert asked
    assert not outside
    assert not [text for text in said if "Content Security Policy" in text]


def _shown(page: Page) -> None:
    """Wait until nothing of another page is left, and for the footer, which comes last."""
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached()
    expect(page.locator("footer.sp-foot")).to_contain_text(RUN_ID)


def _heading_levels(page: Page) -> list[int]:
    found: list[int] = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3')].map(h => Number(h.tagName[1]))"
    )
    return found


_OUTSIDE = """[...document.querySelectorAll('.js-plotly-plot')].flatMap(plot => {
    const box = plot.getBoundingClientRect();
    return [...plot.querySelectorAll('.main-svg text')].filter(text => {
        const at = text.getBoundingClientRect();
        return at.width > 0 && (at.left < box.left - 1 || at.right > box.right + 1);
    }).map(text => text.textContent);
})"""
"""Texts that stand out of their chart."""


def test_the_first_page_asked_for_may_be_any(page: Page, address: str) -> None:
    page.goto(f"{address}/data?lang=en")
    _shown(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Data to 31 Dec 2025")
    expect(page.locator(".sp-facts")).to_contain_text("Built withDuckDB")


def test_from_a_missed_goal_to_its_why(page: Page, address: str) -> None:
    page.goto(address)
    _shown(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "3 af 6 mål er ikke opfyldt i 4. kvartal 2025"
    )
    assert page.evaluate("document.documentElement.lang") == "da"
    page.get_by_role("link", name="Se hvorfor Førtidspension").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sagsbehandlingstid")
    assert "case_type=FOERTID" in page.url
    page.get_by_role("link", name="Hvor tiden går", exact=True).click()
    expect(page.locator(".js-plotly-plot")).to_have_count(4)
    page.get_by_role("link", name="Udredning → Faglig godkendelse").click()
    cases = page.get_by_role("heading", level=2, name="Sager, der lå stille: Udredning → Faglig")
    expect(cases).to_be_visible()
    _shown(page)
    expect(page.get_by_role("heading", level=2)).to_have_count(1)
    expect(page.locator("table.sp-table tbody tr")).to_have_count(5)


@pytest.mark.parametrize(("place", "code", "n_charts"), EVERY_SECTION)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_is_drawn_named_and_in_order(
    read: Read, language: str, place: str, code: str, n_charts: int
) -> None:
    """Reached as a reader does: by its link, from the section that was open before."""
    page = read(place, language)
    to_section = page.locator(f"nav.sp-sections a[href*='section={code}']")
    to_section.click()
    expect(page.locator("nav.sp-sections a[aria-current=page]")).to_have_text(
        to_section.inner_text()
    )
    _is_drawn_and_in_order(page, n_charts)


def test_a_link_keeps_the_page_and_the_way_back(page: Page, address: str) -> None:
    documents: list[str] = []
    page.on("request", lambda request: documents.append(request.resource_type))
    page.goto(f"{address}/sagsbehandlingstid?lang=en")
    current = page.locator("nav.sp-sections a[aria-current=page]")
    # Before the script runs a link is one of the browser's.
    expect(page.locator("body[data-links=followed]")).to_be_attached()
    for name in ("Deadlines", "Waiting"):
        page.get_by_role("link", name=name, exact=True).click()
        expect(current).to_have_text(name)
    assert documents.count("document") == 1
    page.go_back()
    expect(current).to_have_text("Deadlines")
    _shown(page)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Waiting", exact=True).click(modifiers=["ControlOrMeta"])
    _shown(opened.value)
    assert "section=waiting" in opened.value.url
    opened.value.close()
    expect(current).to_have_text("Deadlines")


def test_from_the_catalogues_to_the_texts_of_a_service(page: Page, address: str) -> None:
    page.goto(f"{address}/harmonisering?lang=en")
    _shown(page)
    expect(page.get_by_text("They hold 3 services")).to_be_visible()
    page.get_by_role("link", name="Catalogues", exact=True).click()
    _shown(page)
    page.get_by_role("combobox", name="Texts of a service").click()
    page.get_by_role("option", name="Praktisk hjælp").click()
    page.wait_for_url("**texts=SEL83-PH**")
    expect(page.get_by_role("heading", level=2).first).to_have_text(
        "Praktisk hjælp: the texts side by side"
    )
    for text in TEXTS:
        expect(page.get_by_role("cell", name=text).first).to_be_visible()


def _is_drawn_and_in_order(page: Page, n_charts: int) -> None:
    """So many charts, headings without a gap, tables with a caption, and no text cut off."""
    _shown(page)
    charts = page.locator(".js-plotly-plot")
    expect(charts).to_have_count(n_charts)
    expect(page.locator("nav.sp-sections a[aria-current=page]")).to_have_count(1)
    assert page.locator("nav.sp-sections").get_attribute("aria-label")
    assert _heading_levels(page)[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(_heading_levels(page)))
    for table in page.locator("table.sp-table").all():
        assert table.locator("caption").count() == 1
    # No text of a chart is cut off at its edge.
    outside = page.evaluate(_OUTSIDE)
    assert outside == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_scenario_is_chosen(page: Page, address: str, language: str) -> None:
    page.goto(f"{address}/oekonomi?lang={language}&section=financing")
    _is_drawn_and_in_order(page, len(PAGES["oekonomi"].sections["financing"].charts))
    slider = page.get_by_role("slider", name={"da": "Sager", "en": "Cases"}[language])
    slider.press("ArrowLeft")
    page.wait_for_url("**cases=50**")
    said = {"da": "Taksten ville være 19.966 kr.", "en": "The tariff would be 19,966 kr."}
    expect(page.get_by_text(said[language]).first).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_belief_and_experience_are_drawn_with_a_key_for_the_group_chosen(
    page: Page, address: str, language: str
) -> None:
    page.goto(f"{address}/oplevelse?lang={language}")
    _shown(page)
    charts = page.locator(".js-plotly-plot")
    expect(charts).to_have_count(4)
    key = {"da": ["Borgerne oplever", "Sagsbehandlerne tror"],
           "en": ["Citizens experience", "Caseworkers believe"]}  # fmt: skip
    expect(charts.first.locator(".legendtext")).to_have_text(key[language])
    levels = _heading_levels(page)
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert page.evaluate(_OUTSIDE) == []
    group = {"da": "Borgere med handicap", "en": "Citizens with a disability"}[language]
    page.get_by_role("link", name=group, exact=True).click()
    page.wait_for_url("**target_group=HANDICAP**")
    _shown(page)
    expect(page.locator(".sp-sub").first).to_contain_text(group)
    expect(page.locator("nav.sp-sections a[aria-current=page]")).to_have_count(2)


def test_a_filter_is_in_the_address_and_the_address_can_be_sent(page: Page, address: str) -> None:
    page.goto(f"{address}/sagsbehandlingstid")
    _shown(page)
    page.get_by_role("combobox", name="Forvaltning").click()
    page.get_by_role("option", name="Socialforvaltningen").click()
    page.wait_for_url("**department=SOF**")
    sent = page.url
    page.goto("about:blank")
    page.goto(sent)
    _shown(page)
    expect(page.get_by_text("Socialforvaltningen · 4. kvartal 2025").first).to_be_visible()


def test_english_at_a_click_keeps_the_view(page: Page, address: str) -> None:
    page.goto(f"{address}/sagsbehandlingstid?case_type=FOERTID")
    _shown(page)
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**lang=en**")
    _shown(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Case time")
    assert "case_type=FOERTID" in page.url
    assert page.evaluate("document.documentElement.lang") == "en"
    page.get_by_role("link", name="Overview").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("goals are missed")
    assert "lang=en" in page.url


def test_our_own_font_is_used_and_comes_from_here(page: Page, address: str) -> None:
    page.goto(address)
    _shown(page)
    page.wait_for_function(
        "[...document.fonts].some(f => f.status === 'loaded' && f.family.includes('IBM Plex Sans'))"
    )


@pytest.mark.parametrize(
    ("kind", "start"), [("PNG", b"\x89PNG"), ("XLSX", b"PK"), ("SVG", b"<svg")]
)
def test_a_chart_can_be_downloaded(page: Page, address: str, kind: str, start: bytes) -> None:
    page.goto(f"{address}/sagsbehandlingstid?section=deadlines")
    _shown(page)
    page.get_by_role("button", name="Hent").first.click()
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name=kind, exact=True).click()
    assert Path(download.value.path()).read_bytes().startswith(start)
    assert RUN_ID in download.value.suggested_filename


def test_charts_and_tables_speak_to_a_screen_reader(page: Page, address: str) -> None:
    page.goto(f"{address}/sagsbehandlingstid?lang=en&section=deadlines")
    _shown(page)
    names = page.locator("[aria-label*='Cases decided by their deadline']")
    expect(names.first).to_be_attached()
    page.goto(f"{address}/?lang=en")
    _shown(page)
    assert page.locator("table.sp-table caption").first.text_content() == "Goals and how they went"
    for image in page.locator("table.sp-table td img").all():
        assert image.get_attribute("alt") is not None
    levels = _heading_levels(page)
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_a_new_run_shows_at_the_next_click(page: Page, address: str, data: Path) -> None:
    page.goto(address)
    _shown(page)
    try:
        write_published(data, run_id="20260116T080000-ffff")
        page.get_by_role("link", name="Data").click()
        expect(page.locator("footer.sp-foot")).to_contain_text("20260116T080000-ffff")
    finally:
        (data / "published" / f"warehouse-{RUN_ID}.duckdb").unlink()
        write_published(data)
