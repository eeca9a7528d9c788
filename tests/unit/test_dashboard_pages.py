"""Pages: what they say, in both languages, and that filters and address agree."""

from __future__ import annotations

import asyncio
import hashlib
import html
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
from published_case_time import LONGEST, STEP
from published_catalogues import TEXTS, UNEXPLAINED
from published_economy import WRONG_TOTAL
from published_fixture import RUN_ID, write_published
from published_follow_up import FORMER_TEXT, OVERDUE
from published_grants import DIFFERENT, EQUAL, EXACT
from streamlit.testing.v1 import AppTest

from dashboard.app.page_language import PageLanguage
from dashboard.reading.marts import marts_of
from dashboard.topics.case_time.sections import SECTIONS
from dashboard.topics.charts import CHARTS
from dashboard.topics.economy.sections import SECTIONS as ECONOMY
from dashboard.topics.equality.sections import SECTIONS as HARMONISATION
from dashboard.topics.follow_up.sections import SECTIONS as FOLLOW_UP
from dashboard.topics.pages import PAGES
from warehouse.base.settings import PROJECT_ROOT

MAIN = str(PROJECT_ROOT / "dashboard" / "app" / "main.py")
CATALOGUE_MARTS = (
    "dim_service",
    "mart_catalogue_changes",
    "mart_catalogue_comparison",
    "mart_catalogue_summary",
    "mart_catalogue_versions",
    "mart_service_matches",
)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SAGSPULS_DATA", str(tmp_path))
    monkeypatch.setenv("SAGSPULS_MEMORY_LIMIT", "1GB")
    monkeypatch.chdir(tmp_path)
    marts_of.cache_clear()
    return tmp_path


def _run(page: str = "overblik", **asked: str) -> AppTest:
    app = AppTest.from_file(MAIN, default_timeout=60)
    for name, value in asked.items():
        app.query_params[name] = value
    app.run()
    if page != "overblik":
        app.switch_page(f"../pages/{page}.py").run()
    assert not app.exception
    return app


def _shown(app: AppTest) -> str:
    parts = [element.value for kind in (app.title, app.header, app.markdown) for element in kind]
    parts += [element.proto.body for element in app.get("html")]
    return "\n".join(str(part) for part in parts)


def _selects(app: AppTest) -> set[str]:
    return {str(box.key).removeprefix("filter_") for box in app.selectbox}


def test_overblik_answers_which_where_and_since_when(data: Path) -> None:
    write_published(data)
    app = _run()
    assert app.title[0].value == "3 af 6 mål er ikke opfyldt i 4. kvartal 2025"
    shown = _shown(app)
    assert re.search(
        r"Førtidspension: \d\d,\d %, kravet er mindst 80 %, ikke opfyldt siden 1. kvt. 2025",
        shown.replace("\u00a0", " "),
    )
    assert "Socialcenter Nord og Socialcenter Vest" in shown
    assert "./sagsbehandlingstid?lang=da&amp;municipality=0999&amp;case_type=FOERTID" in shown
    assert RUN_ID in shown
    assert "31-12-2025" in shown


def test_overblik_in_english(data: Path) -> None:
    write_published(data)
    app = _run(lang="en")
    assert app.title[0].value == "3 of 6 goals are missed in Q4 2025"
    assert "Missed since" in _shown(app)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_in_every_language(data: Path, page: str, language: str) -> None:
    write_published(data)
    app = _run(page, lang=language)
    other = {"da": "English", "en": "Dansk"}[language]
    assert other in _shown(app)
    assert len(app.title) == 1


@pytest.mark.parametrize("section", SECTIONS)
def test_every_chart_has_a_text_alternative_its_numbers_and_four_files(
    data: Path, section: str
) -> None:
    write_published(data)
    app = _run("sagsbehandlingstid", section=section)
    charts = app.get("plotly_chart")
    n = len(SECTIONS[section].charts)
    assert 2 <= n <= 4
    assert len(charts) == n
    assert all(len(chart.proto.alt) > 40 for chart in charts)
    assert len(app.expander) == n
    assert [button.proto.label for button in app.get("download_button")] == (
        ["PNG", "SVG", "CSV", "XLSX"] * n
    )


def test_every_chart_is_on_one_page() -> None:
    assert sorted(chart for page in PAGES.values() for chart in page.all_charts) == sorted(CHARTS)


@pytest.mark.parametrize("language", ["da", "en"])
def test_complaints_are_shown_with_the_caveat_of_the_reversal_rate(
    data: Path, language: str
) -> None:
    write_published(data)
    app = _run("klager", lang=language, unit="SC-VEST")
    charts = app.get("plotly_chart")
    assert len(charts) == len(app.expander) == 9
    assert all(len(chart.proto.alt) > 40 for chart in charts)
    shown = _shown(app).replace("\u00a0", " ")
    assert {"da": "36 % af 55", "en": "36% of 55"}[language] in shown
    assert {"da": "er ikke et mål for sagsbehandlingen", "en": "is no measure of"}[
        language
    ] in shown
    assert {"da": "60 klager", "en": "60 complaints"}[language] in shown


@pytest.mark.parametrize("language", ["da", "en"])
def test_economy_tells_the_total_that_does_not_add_up_and_who_pays(
    data: Path, language: str
) -> None:
    write_published(data)
    app = _run("oekonomi", lang=language)
    assert not app.get("plotly_chart")
    assert _selects(app) == {"provider", "year"}
    shown = _shown(app)
    said = {
        "da": f"{WRONG_TOTAL} er leveret som 45.000 kr., men linjerne giver 54.000 kr.",
        "en": f"{WRONG_TOTAL} says 45,000 kr.; its lines add up to 54,000 kr.",
    }
    assert said[language] in shown
    assert {"da": "Aalborg betaler 239.550", "en": "Aalborg pays 239,550"}[language] in shown


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("subject", ECONOMY)
def test_every_part_of_economy_has_its_charts_numbers_and_files(
    data: Path, subject: str, language: str
) -> None:
    write_published(data)
    app = _run("oekonomi", section=subject, lang=language)
    n = len(ECONOMY[subject].charts)
    assert len(app.get("plotly_chart")) == len(app.expander) == n
    assert all(len(chart.proto.alt) > 40 for chart in app.get("plotly_chart"))
    assert len(app.get("download_button")) >= 4 * n


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "da",
            (
                "2 tilbud er omfattet; heraf er 1 udmeldt. 2 er udgået.",
                "Udgået med mindre end et års varsel: Tilbud A.",
                "Udgået midt i en aftaleperiode (ulige år): Tilbud B.",
                "Omfattet fra en anden dag end 1. januar: Tilbud C.",
                "Tilbud kan udmeldes til og med 31-01-2026 med 31-12-2026 som sidste dag.",
                "Næste skridt: Driftsherrer, januar 2026: Indmelding.",
            ),
        ),
        (
            "en",
            (
                "2 providers take part; of these 1 have given notice. 2 have left.",
                "Left with less than a year's notice: Tilbud A.",
                "Left in the middle of a period (an odd year): Tilbud B.",
                "Notice can be given until 31 Jan 2026, with 31 Dec 2026 as the last day.",
                "Next step: Operators, January 2026: Propose.",
            ),
        ),
    ],
)
def test_cooperation_tells_what_breaks_a_rule_and_what_comes_next(
    data: Path, language: str, said: tuple[str, ...]
) -> None:
    write_published(data)
    shown = html.unescape(_shown(_run("oekonomi", lang=language)))
    assert [part for part in said if part not in shown] == []


def test_the_wheel_is_of_the_year_chosen_and_can_be_had_as_a_calendar(data: Path) -> None:
    write_published(data)
    app = _run("oekonomi", section="cooperation", lang="en")
    assert "ICS" in [button.proto.label for button in app.get("download_button")]
    shown = _shown(app)
    assert "FREQ=MONTHLY;BYDAY=2TH" in shown
    assert "August 2025 – October 2025" in shown
    app.selectbox(key="filter_wheel_year").select("2026").run()
    assert app.query_params["wheel_year"] == "2026"
    assert "2 tasks in 2026, 2 forums." in _shown(app)


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_municipality_without_a_tile_is_told_and_stays_in_the_table(
    data: Path, language: str
) -> None:
    write_published(data)
    shown = _shown(_run("oekonomi", section="financing", lang=language))
    said = {
        "da": "ikke på kortet, men i tabellen: Læsø",
        "en": "not on the map, but in the table: Læsø",
    }
    assert said[language] in shown


def test_a_year_whose_population_is_of_another_date_shares_nothing_and_says_why(
    data: Path,
) -> None:
    write_published(data)
    shown = _shown(_run("oekonomi", lang="en", year="2016"))
    assert "asks for the population of 1 Jan 2015" in shown
    assert "of another date (1 Jan 2016), and is not used" in shown


def test_a_scenario_is_chosen_in_the_address(data: Path) -> None:
    write_published(data)
    app = _run("oekonomi", section="financing", lang="en", cases="50", shared="100", key="equal")
    assert _selects(app) == {"provider", "year", "key", "expected_on"}
    assert [slider.label for slider in app.select_slider] == ["Cases", "Shared part"]
    shown = _shown(app)
    assert "12 cases, 100% shared, key: The same for all" in shown.replace("\u00a0", "")
    assert "The tariff would be 19,966 kr. (+9,983 kr." in shown


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_forecast_tells_who_would_pay_what_and_how_uncertain_it_is(
    data: Path, language: str
) -> None:
    write_published(data)
    app = _run("oekonomi", section="financing", lang=language, year="2017")
    assert {
        "da": "Betaler mere: Aalborg. Kan gå begge veje: Læsø.",
        "en": "Pays more: Aalborg. Could be either: Læsø.",
    }[language] in _shown(app)
    app.selectbox(key="filter_expected_on").select("2025-01-01").run()
    assert {
        "da": "er ikke hel for Læsø: der fordeles ikke efter den.",
        "en": "is not whole for Læsø: nothing is shared by it.",
    }[language] in _shown(app)


@pytest.mark.parametrize(
    ("page", "asked"), [("opfoelgning", {"section": "it"}), ("oekonomi", {"section": "trends"})]
)
def test_a_municipality_can_be_chosen_where_nothing_else_can(
    data: Path, page: str, asked: dict[str, str]
) -> None:
    write_published(data, municipalities=("0998", "0999"))
    assert _selects(_run(page, **asked)) == {"municipality"}


def test_a_provider_that_is_not_financed_together_has_its_budget_alone(data: Path) -> None:
    write_published(data)
    assert "104.501 kr. af 100.000 kr." in _shown(_run("oekonomi", provider="bo"))
    app = _run("oekonomi", section="financing", provider="bo")
    assert not app.get("plotly_chart")
    assert _selects(app) == {"provider", "year"}
    assert "ikke fælles finansieret i året" in _shown(app)


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_provider_tells_its_occupancy_its_early_warning_and_offers_its_report(
    data: Path, language: str
) -> None:
    write_published(data)
    app = _run("oekonomi", lang=language, section="providers", provider="bo")
    shown = _shown(app).replace("\u00a0", " ")
    assert {
        "da": "Døgn, 2024: 85,0 % af pladserne var i brug; taksten er budgetteret med 95,0 %.",
        "en": "Døgn, 2024: 85.0% of the places were in use; the tariff was budgeted with 95.0%.",
    }[language] in shown
    assert {
        "da": "Nyeste: Botilbuddet: Merforbrug: 4,5 % i 2024. Grænsen er 3,0 % (Styregruppen,",
        "en": "Newest: The residence: Deficit: 4.5% in 2024. The limit is 3.0% (Styregruppen,",
    }[language] in shown
    assert {"da": "10,0 procentpoint", "en": "10.0 percentage points"}[language] in shown
    assert "sagspuls export provider-report bo --year 2024" in shown
    buttons = [button.proto.label for button in app.get("download_button")]
    word = {"da": "Årsrapport", "en": "Yearly report"}[language]
    assert {f"{word} 2024, PDF", f"{word} 2024, HTML"} <= set(buttons)


def test_a_provider_whose_activity_is_expected_only_has_no_report(data: Path) -> None:
    write_published(data)
    shown = _shown(_run("oekonomi", section="providers", provider="hus", lang="en"))
    assert "There is no yearly report" in shown


def test_goals_are_told_by_department_and_what_is_not_measured_has_no_figure(data: Path) -> None:
    write_published(data)
    app = _run("kvalitetsmaal")
    assert app.title[0].value == "1 af 2 kvalitetsmål er ikke opfyldt i 4. kvartal 2025"
    shown = _shown(app).replace("\u00a0", " ")
    assert "Partshøring, Socialforvaltningen: 78,0 %, kravet er mindst 90 %." in shown
    assert "Samtykke, Sundheds- og Omsorgsforvaltningen: kan ikke måles." in shown
    assert "Nye breve, fra 01-01-2025: bedre" in shown
    assert "Ingen beslutning" in shown  # the target of consent names none
    dark = shown.split("Samtykke: </span>Sundheds- og Omsorgsforvaltningen")[1].split("</tr>")[0]
    assert "Kan ikke måles" in dark
    assert "Under forberedelse" in dark
    assert "0,0 %" not in dark
    assert "goal=consent" in dark
    assert "department=SUF" in dark


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("goal", ["hearing", "consent"])
def test_a_goal_shows_its_months_its_units_and_what_was_done(
    data: Path, goal: str, language: str
) -> None:
    write_published(data)
    app = _run("kvalitetsmaal", goal=goal, lang=language)
    charts = app.get("plotly_chart")
    assert len(charts) == {"hearing": 4, "consent": 2}[goal]
    assert all(len(chart.proto.alt) > 40 for chart in charts)
    assert len(app.expander) == len(charts)
    name = {"hearing": ("Partshøring", "Hearing of the party"), "consent": ("Samtykke", "Consent")}
    assert app.header[0].value == name[goal][language == "en"]
    assert {"hearing": "FVL §§ 19-20", "consent": "FVL §§ 28-29"}[goal] in _shown(app)
    assert app.title[0].value.startswith(f"{name[goal][language == 'en']}: ")
    counted = {"hearing": ("afgørelser", "decisions"), "consent": ("sager", "cases")}
    assert f" {counted[goal][language == 'en']}</p>" in _shown(app)
    assert "initiative" not in _selects(app)


def test_an_initiative_is_chosen_where_there_is_more_than_one(data: Path) -> None:
    file = write_published(data)
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "insert into marts.dim_initiative by name select * replace ('older' as initiative_id, "
            "'Ældre skemaer' as name_da, date '2020-01-01' as starts_on) from marts.dim_initiative "
            "where initiative_id = 'new-forms'"
        )
    newest = _run("sagsbehandlingstid", section="equal")
    assert "initiative" in _selects(newest)
    assert "Nye skemaer · fra" in _shown(newest)
    older = _run("sagsbehandlingstid", section="equal", initiative="older")
    assert "Ældre skemaer · fra 01-01-2020" in _shown(older)


def test_overblik_leads_to_the_goals(data: Path) -> None:
    write_published(data)
    shown = _shown(_run())
    assert "./kvalitetsmaal?lang=da&amp;municipality=0999" in shown
    assert "period=2025-Q4&amp;goal=hearing" in shown


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_change_between_rounds_is_said_only_where_chance_does_not_explain_it(
    data: Path, language: str
) -> None:
    write_published(data)
    app = _run("tilsyn", lang=language)
    assert len(app.get("plotly_chart")) == len(PAGES["tilsyn"].charts)
    shown = _shown(app).replace("\u00a0", " ")
    assert ("1 punkt er blevet bedre" if language == "da" else "1 item is better") in shown
    assert "audit_round=r1" in shown
    first = _shown(_run("tilsyn", lang=language, audit_round="r1"))
    assert ("områdets første runde" if language == "da" else "first round of its area") in first


@pytest.mark.parametrize("language", ["da", "en"])
def test_belief_stands_against_experience_by_round_and_target_group(
    data: Path, language: str
) -> None:
    write_published(data)
    app = _run("oplevelse", lang=language)
    charts = app.get("plotly_chart")
    assert len(charts) == len(app.expander) == len(PAGES["oplevelse"].charts)
    assert all(len(chart.proto.alt) > 40 for chart in charts)
    shown = _shown(app).replace("\u00a0", " ")
    believed = {"da": "Mulighed for at medvirke (85,0 % mod 50,0 %)",
                "en": "Could take part (85.0% against 50.0%)"}  # fmt: skip
    assert believed[language] in shown
    assert "survey_round=s1" in shown
    assert "target_group=HANDICAP" in shown
    assert {"da": "Mindst halvdelen", "en": "At least half"}[language] in shown
    assert {"da": "Bedre end i forrige runde, ud over det tilfældige: Mulighed for at medvirke.",
            "en": "Better than in the round before, beyond chance: Could take part."}[
        language
    ] in shown  # fmt: skip
    assert {"da": "Borgerne har mulighed for", "en": "Citizens can take part"}[language] in shown
    first = _shown(_run("oplevelse", lang=language, survey_round="s1", target_group="ALM"))
    assert {"da": "Under halvdelen svarede: Borgere", "en": "Fewer than half responded: Citizens"}[
        language
    ] in first
    no_answers = {"da": "Undersøgelsen har ingen svar", "en": "The survey has no answers"}
    assert no_answers[language] in first


def test_without_a_survey_the_page_says_how_to_begin(data: Path) -> None:
    file = write_published(data)
    with duckdb.connect(str(file)) as connection:
        connection.execute("delete from marts.dim_survey_round")
    app = _run("oplevelse")
    assert "sagspuls template survey_rounds" in _shown(app)
    assert not app.get("plotly_chart")


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_page_begins_with_an_answer_to_every_question(data: Path, language: str) -> None:
    write_published(data)
    app = _run("sagsbehandlingstid", lang=language, case_type="FOERTID")
    assert not app.get("plotly_chart")
    assert len(app.header) == len(SECTIONS)
    shown = _shown(app).replace("\u00a0", " ")
    for section in SECTIONS:
        assert (
            f"case_type=FOERTID&amp;grain=quarter&amp;period=2025-Q4&amp;section={section}" in shown
        )
    said = {"da": "lå sagen stille i 35 %", "en": "35% was quiet"}[language]
    assert said in shown


def test_from_the_steps_to_the_cases_behind_one(data: Path) -> None:
    write_published(data)
    (data / "case_names.key").write_text("secret")
    after, before = STEP
    steps = _shown(_run("sagsbehandlingstid", section="quiet", lang="en"))
    assert f"section=quiet&amp;step={after}.{before}" in steps
    app = _run("sagsbehandlingstid", section="quiet", step=f"{after}.{before}", lang="en")
    shown = _shown(app)
    assert app.header[0].value == "Cases that lay still: Assessment → Professional approval"
    pseudonyms = re.findall(r">([0-9a-f]{12})<", shown)
    assert pseudonyms[0] == hashlib.sha256(f"secret{LONGEST}".encode()).hexdigest()[:12]
    assert len(set(pseudonyms)) == 5
    assert "|stub|" not in shown
    assert "5 quiet periods" in shown
    # Single cases are never a file.
    assert not app.get("download_button")
    elsewhere = _run("sagsbehandlingstid", section="quiet", step=f"{after}.{before}",
                     case_type="LEDSAGE", lang="en")  # fmt: skip
    assert "0 quiet periods" in _shown(elsewhere)


def test_follow_up_begins_with_what_is_due(data: Path) -> None:
    write_published(data)
    app = _run("opfoelgning", lang="en")
    shown = _shown(app)
    assert len(app.get("plotly_chart")) == 1
    assert "Overdue: 1. Due within 90 days: 3." in shown
    assert f"Overdue longest: Recommendations, {OVERDUE} (120 days)." in shown
    for code, part in FOLLOW_UP.items():
        assert f"section={code}" in shown
        assert part.name in shown
    elsewhere = _shown(_run("opfoelgning", lang="en", department="SUF"))
    assert "Overdue: 0. Due within 90 days: 1." in elsewhere


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("register", FOLLOW_UP)
def test_every_register_has_its_charts_numbers_and_files(
    data: Path, register: str, language: str
) -> None:
    write_published(data)
    app = _run("opfoelgning", section=register, lang=language)
    n = len(FOLLOW_UP[register].charts)
    assert len(app.get("plotly_chart")) == len(app.expander) == n
    assert all(len(chart.proto.alt) > 40 for chart in app.get("plotly_chart"))
    assert len(app.get("download_button")) == 4 * n


def test_a_focus_point_keeps_the_text_it_was_approved_with(data: Path) -> None:
    write_published(data)
    shown = _shown(_run("opfoelgning", section="focus_points", lang="en"))
    assert shown.index("90 % til tiden.") < shown.index(FORMER_TEXT)
    assert "The text of 1 was adjusted after approval." in shown


def test_the_yearly_status_is_of_the_newest_whole_year(data: Path) -> None:
    write_published(data)
    app = _run("opfoelgning", section="yearly", lang="en")
    assert app.header[0].value == "Yearly status to the city council, 2024"
    shown = _shown(app)
    assert "70.5%" in shown
    assert "80.5%" in shown
    assert "Kurser." in shown


@pytest.mark.parametrize("language", ["da", "en"])
def test_harmonisation_begins_with_answers_and_a_text_for_the_committee(
    data: Path, language: str
) -> None:
    write_published(data)
    app = _run("harmonisering", lang=language)
    shown = _shown(app)
    for code in HARMONISATION:
        assert f"section={code}" in shown
    (text,) = app.code
    said = {
        "da": (
            "Indsatskatalogerne i Socialforvaltningen og Sundheds- og Omsorgsforvaltningen",
            "Desuden sammenlignes 1 ydelse ikke. Sygepleje er ikke med.",
            f"Ikke forklaret: {UNEXPLAINED} (frist).",
            "Henføres til en politisk beslutning, der ikke er angivet: Praktisk hjælp (pris).",
            "1 forskel er over frist.",
        ),
        "en": (
            "They hold 3 services: 0 the same in all that is stated, 2 different",
            "Besides, 1 service is not compared. Nursing is not part of it.",
            "There are 4 differences, and 2 are explained. The reasons are organisation (1) and "
            "political decision (1).",
            f"Not explained: {UNEXPLAINED} (time limit).",
            "1 difference is overdue.",
        ),
    }[language]
    assert [part for part in said if part not in text.value] == []


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("part", HARMONISATION)
def test_every_part_of_harmonisation_has_its_charts_numbers_and_files(
    data: Path, part: str, language: str
) -> None:
    write_published(data)
    app = _run("harmonisering", section=part, lang=language)
    n = len(HARMONISATION[part].charts)
    assert len(app.get("plotly_chart")) == len(app.expander) == n
    assert all(len(chart.proto.alt) > 40 for chart in app.get("plotly_chart"))
    assert len(app.get("download_button")) == 4 * n


def test_what_could_not_be_used_is_named(data: Path) -> None:
    write_published(data)
    for part in ({}, {"section": "catalogue"}):
        shown = _shown(_run("harmonisering", lang="en", **part))
        assert "the newer one is compared: SOF Ledsagelse 2023." in shown
        assert "Departments the organisation has not; not compared: SUFF." in shown
        assert "no catalogue has them: SEL99-A / SEL99-B." in shown
        assert "nobody has decided: A1 / B1 and A2 / B2." in shown


def test_the_texts_of_a_service_stand_side_by_side(data: Path) -> None:
    write_published(data)
    app = _run("harmonisering", section="catalogue", lang="en")
    assert "the texts side by side" not in _shown(app)
    app.selectbox(key="filter_texts").select("SEL83-PH").run()
    assert app.query_params["texts"] == "SEL83-PH"
    assert app.header[0].value == "Praktisk hjælp: the texts side by side"
    side_by_side = next(h.proto.body for h in app.get("html") if "Texts of both" in h.proto.body)
    for text in (*TEXTS, "62.50 kr.", "Political decision, but none", "Differs", "The same"):
        assert text in side_by_side


def test_the_filter_leaves_what_is_not_explained(data: Path) -> None:
    write_published(data)
    everything = _shown(_run("harmonisering", section="catalogue", lang="en"))
    left = _shown(_run("harmonisering", section="catalogue", differs="unexplained", lang="en"))
    assert "Sygepleje" in everything
    assert "Ældrebolig" in everything
    table = left[left.index("<table") :]
    assert "Ældrebolig" not in table
    assert UNEXPLAINED in table
    listed = _shown(_run("harmonisering", section="differences", differs="unexplained", lang="en"))
    assert "2 differences: 0 explained, 1 not explained, and 1 put down to" in listed
    assert "No decision reference" in listed
    assert "No owner" in listed


def test_without_a_catalogue_the_page_says_how_to_begin(data: Path) -> None:
    file = write_published(data)
    with duckdb.connect(str(file)) as connection:
        for mart in CATALOGUE_MARTS:
            connection.execute(f"delete from marts.{mart}")
    for part in (None, *HARMONISATION):
        app = _run("harmonisering", lang="en", **({"section": part} if part else {}))
        shown = _shown(app)
        assert "No catalogue has been loaded yet." in shown
        assert "sagspuls template service_standards" in shown
        assert not app.code


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "da",
            (
                f"Forskellige: {DIFFERENT}. Ens inden for grænsen: {EQUAL}.",
                f"{DIFFERENT}, andel bevilget: Borgere med samme behov får mindre i "
                "Socialforvaltningen end i Sundheds- og Omsorgsforvaltningen: −20 procentpoint "
                "(95 %-interval −25 til −15).",
                "inden for grænsen på 10 procentpoint (Socialudvalget, 2024-17)",
                "Som de er, er forskellen −15 procentpoint",
                "fordi der ikke er besluttet en grænse.",
            ),
        ),
        (
            "en",
            (
                f"Different: {DIFFERENT}. Equal within the margin: {EQUAL}.",
                "but some groups get more in Social Services Administration and others in",
                "within the margin of 10 points (Socialudvalget, 2024-17): +1 points",
                "because no margin has been decided.",
            ),
        ),
    ],
)
def test_what_was_granted_is_said_in_words_a_committee_can_take_over(
    data: Path, language: str, said: tuple[str, ...]
) -> None:
    write_published(data)
    app = _run("harmonisering", lang=language)
    shown = _shown(app) + app.code[0].value
    assert [part for part in said if part not in shown] == []


def test_verdicts_stand_beside_interval_margin_and_what_is_left_out(data: Path) -> None:
    write_published(data)
    shown = _shown(_run("harmonisering", section="granted", lang="en"))
    for text in ("−20.0%", "−25.0%", "10.0%", f"{EXACT:,}", "Equal within the margin", "&lt; 0.001",
                 "SMD of need, before", "Socialudvalget, 2024-17"):  # fmt: skip
        assert text.replace("−", "-") in shown.replace("−", "-"), text
    hours = _shown(_run("harmonisering", section="granted", measure="hours_per_week", lang="en"))
    assert f"Opposite between groups: {DIFFERENT}." in hours


def test_the_groups_a_comparison_rests_on_are_named_and_those_left_out(data: Path) -> None:
    write_published(data)
    shown = _shown(_run("harmonisering", section="strata", service="SEL83-PH", lang="en"))
    assert "It rests on 3 groups that both have." in shown
    assert "Left out: Moderate limitations, Aged 80 and over; Need not known, " in shown
    assert "Only Health and Care Administration" in shown
    without = _shown(_run("harmonisering", section="strata", service="SEL83A-RE", lang="en"))
    assert "Its groups are too small to show." in without


def test_one_municipality_has_none_to_compare_with(data: Path) -> None:
    write_published(data)
    alone = _shown(_run("harmonisering", section="municipalities", lang="en"))
    assert "There is no other municipality to compare with" in alone


def test_municipalities_are_compared_like_for_like(data: Path) -> None:
    write_published(data, municipalities=("0999", "0888"))
    shown = _shown(_run("harmonisering", section="municipalities", municipality="0999", lang="en"))
    assert "1 comparison; Eksempel Municipality takes longer in 1 and less long in 0." in shown


def test_two_units_are_not_compared(data: Path) -> None:
    write_published(data)
    shown = _shown(_run("sagsbehandlingstid", section="equal", department="SOF", lang="en"))
    assert "Fewer than three units with enough cases" in shown


def test_a_filter_changes_the_address_and_the_page_follows_it(data: Path) -> None:
    write_published(data)
    app = _run("sagsbehandlingstid")
    app.selectbox(key="filter_department").select("SOF").run()
    assert app.query_params["department"] == "SOF"
    units = app.selectbox(key="filter_unit").options
    assert "Lokalområde Syd" not in units
    assert "Socialcenter Vest" in units
    app.selectbox(key="filter_unit").select("SC-VEST").run()
    app.selectbox(key="filter_department").select("SUF").run()
    assert "unit" not in app.query_params


def test_a_link_opens_the_view_it_was_copied_from(data: Path) -> None:
    write_published(data)
    app = _run("sagsbehandlingstid", case_type="FOERTID", unit="SC-VEST", period="2025-Q3")
    assert app.selectbox(key="filter_case_type").value == "FOERTID"
    assert app.selectbox(key="filter_unit").value == "SC-VEST"
    assert app.selectbox(key="filter_period").value == "2025-Q3"
    assert "Socialcenter Vest · Førtidspension · 3. kvartal 2025" in _shown(app)


def test_the_municipality_filter_appears_with_the_second_municipality(data: Path) -> None:
    write_published(data)
    keys = [box.key for box in _run().selectbox]
    assert "filter_municipality" not in keys
    write_published(data, run_id="20260116T080000-ffff", municipalities=("0999", "0998"))
    app = _run()
    app.selectbox(key="filter_municipality").select("0998").run()
    assert not app.exception
    assert "Prøve Kommune 0998" in _shown(app)


def test_data_page_counts_rejects_and_says_who_mends_what(data: Path) -> None:
    write_published(data)
    shown = _shown(_run("data"))
    for said in (
        "Data til og med 31-12-2025",
        "Kolonnen Sagsnr mangler.",
        "Ikke en dato",
        "The case was closed before it was received.",
        "31-02-2025",
        "1 af 2 test er bestået.",
        "system owner",
    ):
        assert said in shown


def test_a_run_of_another_version_is_a_message_with_the_command(data: Path) -> None:
    """After an upgrade, before the first build: what is published lacks what is new."""
    file = write_published(data)
    with duckdb.connect(str(file)) as connection:
        connection.execute("drop table marts.mart_scorecard; drop table marts.dim_audit_round")
    (said,) = _run().error
    assert "another version" in said.value
    assert "sagspuls build --publish" in said.value


def test_nothing_published_is_a_message_with_the_command(data: Path) -> None:
    app = _run()
    assert app.title[0].value == "Der er ikke udgivet noget endnu"
    assert "sagspuls build" in app.code[0].value


def test_a_new_run_shows_at_the_next_click(data: Path) -> None:
    write_published(data)
    app = _run()
    write_published(data, run_id="20260116T080000-ffff")
    app.run()
    assert "20260116T080000-ffff" in _shown(app)


def test_names_from_extracts_cannot_put_markup_into_a_page(data: Path) -> None:
    write_published(data, unit_name="<script>alert(1)</script>")
    for page in PAGES:
        assert "<script>" not in _shown(_run(page))


def _answer(path: str, query: str, kind: str, body: bytes) -> tuple[dict[str, str], bytes]:
    """What the middleware makes of an answer: headers and body."""
    asked: list[list[tuple[bytes, bytes]]] = []
    sent: list[dict[str, Any]] = []

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        asked.append(scope["headers"])
        headers = [(b"content-type", kind.encode()), (b"content-length", b"1")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        half = len(body) // 2
        await send({"type": "http.response.body", "body": body[:half], "more_body": True})
        await send({"type": "http.response.body", "body": body[half:]})

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": query.encode(),
        "headers": [(b"accept", b"text/html"), (b"accept-encoding", b"gzip")],
    }
    asyncio.run(PageLanguage(app, "da")(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    headers["asked"] = str(asked[0])
    return headers, b"".join(message.get("body", b"") for message in sent[1:])


@pytest.mark.parametrize(
    ("path", "query", "language"),
    [("/", "", "da"), ("/", "lang=en", "en"), ("/data", "lang=en", "en"), ("/", "lang=%22", "da")],
)
def test_the_page_tells_its_language(path: str, query: str, language: str) -> None:
    page = b'<!DOCTYPE html><html lang="en"><head><title>Streamlit</title></head></html>'
    headers, body = _answer(path, query, "text/html; charset=utf-8", page)
    assert f'<html lang="{language}">'.encode() in body
    assert b"<title>Sagspuls</title>" in body
    assert headers["content-language"] == language
    assert int(headers["content-length"]) == len(body)
    assert "gzip" not in headers["asked"]


@pytest.mark.parametrize(("path", "kind"), [("/x.js", "text/html"), ("/", "application/json")])
def test_what_is_not_a_page_passes_untouched(path: str, kind: str) -> None:
    assert _answer(path, "", kind, b'<html lang="en">')[1] == b'<html lang="en">'
