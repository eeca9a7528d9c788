"""Charts: figures that answer to the mart, colours one can read, words beside every colour."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from published_fixture import CASE_TYPES, MISSED_FROM, write_published
from published_quality_goals import GOALS

from dashboard.reading.context import Context
from dashboard.reading.goals import count_goals, headline, read_goals
from dashboard.reading.marts import Marts, Published
from dashboard.reading.periods import Period, parse_period
from dashboard.reading.view import View, address, read_view
from dashboard.topics.charts import CHARTS, FILTERS, draw, shown_view
from dashboard.words import vocabulary
from dashboard.words.language import Language
from warehouse.base.errors import NothingPublished
from warehouse.base.settings import Settings


@pytest.fixture
def published(settings: Settings) -> Published:
    write_published(settings.data)
    return Marts(settings).current()


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("paper", [vocabulary.PAPER, vocabulary.BAND])
@pytest.mark.parametrize("colour", ["INK", "MUTED", "BLUE", "ORANGE", "GREY"])
def test_every_text_colour_has_contrast_enough(colour: str, paper: str) -> None:
    # WCAG 2.1, 1.4.3: 4.5:1 for text.
    assert _contrast(getattr(vocabulary, colour), paper) >= 4.5


def test_no_two_statuses_or_signals_differ_by_colour_alone(published: Published) -> None:
    codes = published.codes(Language("da"))
    for signs in (vocabulary.STATUSES, vocabulary.SIGNALS):
        assert len({codes.of(sign) for sign in signs.values()}) == len(signs)
        assert len({sign.symbol for sign in signs.values()}) == len(signs)


def test_goals_are_those_with_a_target_and_missed_ones_come_first(published: Published) -> None:
    goals = read_goals(published, read_view({}, published, "en"), public=False)
    assert len(goals) == 1 + len(CASE_TYPES) + len(GOALS)
    assert {goal.name for goal in goals[:2]} == {"All cases", "Hearing of the party"}
    assert goals[2].name == "Disability pension"
    assert goals[2].cell.status == "not_met"
    assert goals[2].cell.since == MISSED_FROM
    assert goals[2].units == ("Social Centre North", "Social Centre West")
    assert [goal.cell.status for goal in goals][-1] in ("met", "too_few")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("da", "3 af 6 mål er ikke opfyldt i 4. kvartal 2025"),
        ("en", "3 of 6 goals are missed in Q4 2025"),
    ],
)
def test_the_headline_counts_the_missed_goals(
    published: Published, language: str, said: str
) -> None:
    view = read_view({}, published, language)
    goals = read_goals(published, view, public=False)
    assert headline(published, view, goals, public=False) == said
    assert count_goals(published, view, goals, public=False)["not_met"] == 3


@pytest.mark.parametrize("public", [True, False])
@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("chart_id", CHARTS)
def test_every_chart_has_figure_numbers_and_words(
    published: Published, chart_id: str, language: str, public: bool
) -> None:
    view = read_view({}, published, language)
    drawn = draw(chart_id, Context(published, view, public=public))
    assert drawn.title
    assert drawn.subtitle
    assert drawn.summary
    if chart_id == "case_time_municipalities":  # of one municipality there is nothing to compare
        return
    assert drawn.table.rows
    assert len(drawn.figure.data) > 0
    assert all(len(row) == len(drawn.table.columns) for row in drawn.table.rows)


def test_the_figure_draws_the_marts_values_and_nothing_else(published: Published) -> None:
    view = read_view({}, published, "en")
    drawn = draw("deadline_kept_by_case_type", Context(published, view, public=False))
    cells = published.cells(
        public=False,
        municipality="0999",
        indicator="deadline_kept",
        period=view.period,
        org_level="municipality",
        breakdown="case_type",
    )
    wanted = {cell.value for cell in cells if cell.value is not None}
    assert {x for trace in drawn.figure.data for x in trace.x} == wanted


def test_public_charts_read_the_public_mart_only(published: Published) -> None:
    view = read_view({"period": "2025-12"}, published, "en")
    for chart_id in CHARTS:
        drawn = draw(chart_id, Context(published, view, public=True))
        for row in drawn.table.rows:
            for value, column in zip(row, drawn.table.columns, strict=True):
                if column.label.startswith("Cases") and value is not None:
                    assert value % 5 == 0
                if column.label == "Kept" and value is not None:
                    assert round(value, 2) == value
                if column.label == "Kept, number":
                    assert value is None


def test_public_charts_state_one_number_of_one_population(published: Published) -> None:
    """The published number of all cases, though the parts' rounded numbers add up to another."""
    differs = 0
    for period in ("2023", "2024", "2025", "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2025-12"):
        view = read_view({"period": period}, published, "en")
        assert view.period is not None
        drawn = draw("deadline_kept_by_case_type", Context(published, view, public=True))
        cells = published.cells(
            public=True,
            indicator="deadline_kept",
            period=view.period,
            org_level="municipality",
        )
        (whole,) = (cell.n for cell in cells if cell.breakdown == "total")
        parts = sum(cell.n or 0 for cell in cells if cell.breakdown == "case_type")
        differs += whole != parts
        assert f"about {whole:,} cases" in drawn.subtitle
    assert differs


def test_signals_stand_in_words_where_they_begin(published: Published) -> None:
    view = read_view({"case_type": "FOERTID"}, published, "da")
    drawn = draw("deadline_kept_over_time", Context(published, view, public=False))
    said = [a.text for a in drawn.figure.layout.annotations]
    assert "Forværring: uden for grænserne" in said
    assert "Forværring: uden for grænserne siden jan. 2025." in drawn.summary


def test_fewer_than_ten_cases_have_no_point(published: Published) -> None:
    view = read_view({"case_type": "LEDSAGE", "unit": "SC-NORD"}, published, "en")
    drawn = draw("deadline_kept_over_time", Context(published, view, public=False))
    assert all(row[1] is None for row in drawn.table.rows)
    assert drawn.summary == "No months have enough cases to show."


def test_names_cannot_put_markup_into_a_chart(settings: Settings) -> None:
    write_published(settings.data, unit_name="<img src=x onerror=alert(1)>")
    published = Marts(settings).current()
    view = read_view({}, published, "en")
    drawn = draw("deadline_kept_by_unit", Context(published, view, public=False))
    assert "<img" not in drawn.figure.to_json()


def test_the_address_leads_back_to_the_view(published: Published) -> None:
    asked = {
        "lang": "en",
        "municipality": "0999",
        "department": "SOF",
        "unit": "SC-VEST",
        "case_type": "FOERTID",
        "grain": "month",
        "period": "2025-11",
        "section": "quiet",
        "step": "assessment.approval",
        "goal": "hearing",
        "initiative": "hearing-letters",
        "measure": "hours_per_week",
        "provider": "hus",
        "year": "2017",
    }
    view = read_view(asked, published, "da", FILTERS.values(), ["quiet"])
    assert address(view) == asked


@pytest.mark.parametrize(
    "asked",
    [
        {"unit": "NOWHERE", "case_type": "'; drop table x", "period": "1890-Q9", "lang": "xx"},
        {"grain": "week", "municipality": "0001", "period": "soon"},
        {"department": "SUF", "unit": "SC-VEST"},
        {"section": "secrets", "step": "'; drop table x"},
        {"goal": "happiness", "provider": "nobody", "year": "1066", "measure": "hours"},
    ],
)
def test_what_the_address_cannot_mean_is_left_out(
    published: Published, asked: dict[str, str]
) -> None:
    view = read_view(asked, published, "da", FILTERS.values(), ["quiet"])
    usual = read_view({}, published, "da")
    assert replace(view, department=None) == usual


@pytest.mark.parametrize(
    ("code", "period"),
    [
        ("2026", Period(date(2026, 1, 1), "year")),
        ("2026-Q3", Period(date(2026, 7, 1), "quarter")),
        ("2026-K3", Period(date(2026, 7, 1), "quarter")),
        ("2026-09", Period(date(2026, 9, 1), "month")),
        ("2026-13", None),
        ("26", None),
        ("0000", None),
    ],
)
def test_periods_are_read_as_written(code: str, period: Period | None) -> None:
    assert parse_period(code) == period
    assert period is None or parse_period(period.code) == period


def test_a_new_run_is_noticed_and_the_old_one_can_be_finished(settings: Settings) -> None:
    write_published(settings.data)
    marts = Marts(settings)
    old = marts.current()
    assert marts.current() is old
    write_published(settings.data, run_id="20260116T080000-ffff", municipalities=("0999", "0998"))
    new = marts.current()
    assert new.run.run_id == "20260116T080000-ffff"
    assert len(new.municipalities()) == 2
    assert len(old.municipalities()) == 1
    old.run.path.unlink()  # retention takes the file; who has it open can still read
    assert old.rows("select count(*) as n from marts.dim_case_type")[0]["n"] == 3


def test_nothing_published_says_so(settings: Settings) -> None:
    with pytest.raises(NothingPublished):
        Marts(settings).current()


def test_answers_are_kept_by_run(published: Published) -> None:
    sql = "select random() as r"
    assert published.rows(sql) is published.rows(sql)


def test_a_chart_shows_the_part_of_a_view_its_mart_holds(published: Published) -> None:
    view = read_view({"unit": "SC-VEST", "period": "2025-11"}, published, "en")
    quarter = Period(date(2025, 10, 1), "quarter")
    inside = shown_view("quiet_causes", view, published, public=False)
    assert inside == replace(view, grain="quarter", period=quarter)
    year = Period(date(2025, 1, 1), "year")
    outside = shown_view("quiet_causes", view, published, public=True)
    assert outside == replace(inside, unit=None, grain="year", period=year)
    curve = shown_view("time_to_decision_curve", view, published, public=False)
    assert (curve.unit, curve.period) == (None, year)
    assert shown_view("deadline_kept_over_time", view, published, public=True).unit == "SC-VEST"
    drawn = draw("quiet_causes", Context(published, view, public=True))
    assert "Eksempel Municipality · 2025" in drawn.subtitle


def test_parts_of_a_bar_can_be_read(published: Published) -> None:
    looks = [*vocabulary.PARTS.values(), *vocabulary.CAUSE_SOURCES.values()]
    for look in [*looks, *vocabulary.OPEN_CASES.values()]:
        assert _contrast(look.ink, look.colour) >= 4.5
    view = read_view({}, published, "en")
    figure = draw("case_time_parts", Context(published, view, public=False)).figure
    assert [trace.x[0] for trace in figure.data] == [0.4, 0.2, 0.05, 0.35]
    assert [trace.text[0] for trace in figure.data] == ["40%", "20%", "5%", "35%"]


def test_the_full_duty_is_held_against_what_was_published(published: Published) -> None:
    view = read_view({}, published, "da")
    drawn = draw("notice_steps", Context(published, view, public=False))
    assert [row[1] for row in drawn.table.rows] == [0.5, 0.3, 0.2]
    said = [a.text for a in drawn.figure.layout.annotations]
    assert "Maj 2005, med dato: 11\u00a0%" in said


def test_the_bias_of_decided_cases_alone_is_named(published: Published) -> None:
    view = read_view({}, published, "en")
    drawn = draw("time_to_decision", Context(published, view, public=False))
    assert "would say 28 days instead of 34" in drawn.summary
    assert {row[1] for row in drawn.table.rows} == {"From receipt", "From complete papers"}


def test_a_view_without_periods_draws_empty_charts(published: Published) -> None:
    view = View("en", "0999", period=Period(date(1999, 1, 1), "quarter"))
    for chart_id in CHARTS:
        assert draw(chart_id, Context(published, view, public=False)).summary
