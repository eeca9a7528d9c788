"""Files of charts say what is so: hidden is not none, filters are followed, names differ."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from html import escape
from pathlib import Path

import duckdb
import plotly.graph_objects as go
import pytest
from PIL import Image
from published_fixture import write_published

from dashboard.exports.asked_view import asked_view
from dashboard.exports.export import (
    chart_bytes,
    export_chart,
    export_charts,
    file_name,
    notes,
    shows_too_little,
)
from dashboard.exports.picture import DOTS_PER_INCH, described, picture
from dashboard.marks import frame, lettering
from dashboard.marks.axes import days, shares
from dashboard.marks.bars import Bars
from dashboard.marks.columns import Picture
from dashboard.marks.curves import Curves
from dashboard.marks.dots import Dots
from dashboard.marks.funnel import Funnel
from dashboard.marks.lines import Level, Lines
from dashboard.marks.matrix import Matrix, Square
from dashboard.marks.spans import Span, Spans
from dashboard.marks.spec import Mark
from dashboard.reading.context import HIDDEN_WORDS, NOT_PUBLISHED, Context
from dashboard.reading.marts import Marts, Published, marts_of
from dashboard.reading.view import PERIOD
from dashboard.topics.charts import CHARTS, FILTERS, draw, followed
from dashboard.words.language import Language
from dashboard.words.vocabulary import CATALOGUE, COOPERATION, MILESTONES, STATUSES
from warehouse.base.errors import ExportFailed
from warehouse.base.settings import Settings

LONG = (
    "Styrkelse af den tidlige, helhedsorienterede og borgernære indsats på tværs af "
    "Socialforvaltningen og Sundheds- og Omsorgsforvaltningen i samarbejde med regionen"
)
ONE_WORD = "Sagsbehandlingstidsforkortelsesprojektorganisationsudviklingsinitiativet"

DAY = date(2024, 1, 1)
SAME, REACHED, MEMBER = CATALOGUE["same"], MILESTONES["reached"], next(iter(COOPERATION.values()))
WORDED = [
    Dots(shares("value"), sign=STATUSES["met"]),
    Bars([(REACHED, "value")]),
    Matrix(
        lambda context, row: (Square(SAME, "=", ""),),
        headings=lambda context: ["a"],
        looks=lambda context, rows: [(SAME, "x")],
    ),
    Spans(lambda context, row: (Span(MEMBER, DAY, DAY, ""),), [MEMBER], lambda context, rows: DAY),
    Lines(
        shares("value"), limits=lambda context, rows: ([Level(0.5, rows[0]["name"])], (0.4, 0.6))
    ),
    Curves(
        lambda context, row: [{"day_no": 1, "open_share": 0.5, "ci_low": 0.4, "ci_high": 0.6}],
        "Days",
    ),
    Funnel(
        days("value"),
        "Cases",
        centre=lambda context, rows: (0.5, rows[0]["name"]),
        limits=[("value", lambda context: LONG, "dot")],
        n="value",
    ),
]
"""Marks with words at the left or right of the plot."""


def _settings(folder: Path) -> Settings:
    return Settings(
        data=folder / "data", key_file=folder / "key", municipality_code="0999", language="da"
    )


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    settings = _settings(tmp_path_factory.mktemp("published"))
    write_published(settings.data)
    return Marts(settings).current()


@pytest.fixture(scope="module")
def hidden(tmp_path_factory: pytest.TempPathFactory) -> Published:
    return _spoilt(_settings(tmp_path_factory.mktemp("hidden")), _hide_all)


def _spoilt(settings: Settings, spoil: Callable[[duckdb.DuckDBPyConnection], None]) -> Published:
    """The published run with its public marts changed."""
    file = write_published(settings.data)
    with duckdb.connect(str(file)) as connection:
        spoil(connection)
    return Marts(settings).current()


def _public_marts(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute(
        "select table_name from information_schema.columns where column_name = 'is_suppressed'"
        " and table_schema = 'marts' order by table_name"
    ).fetchall()
    return [str(row[0]) for row in rows]


def _hide_all(connection: duckdb.DuckDBPyConnection) -> None:
    for table in _public_marts(connection):
        connection.execute(f"update marts.{table} set is_suppressed = true")
    connection.execute(
        "update marts.mart_scorecard_public set n = null, value = null, status = 'too_few'"
    )


def _drawn(published: Published, chart_id: str, language: str = "en", **filters: str):
    view = asked_view(published, chart_id, language, None, filters)
    return view, draw(chart_id, Context(published, view, public=True))


OF_PUBLIC_MARTS = [
    chart_id
    for chart_id, chart in CHARTS.items()
    if not chart.edition.is_open
    # Of these nothing is hidden: the register is open, or there is one municipality.
    and chart_id not in ("yearly_status", "case_time_municipalities", "provider_cases")
]


@pytest.mark.parametrize("chart_id", OF_PUBLIC_MARTS)
def test_what_is_hidden_is_never_told_as_none(hidden: Published, chart_id: str) -> None:
    view, drawn = _drawn(hidden, chart_id)
    assert drawn.n_shown == 0 or chart_id == "time_to_decision_curve"
    said = f"{drawn.title} {drawn.summary} {' '.join(notes(hidden, chart_id, view, drawn))}"
    assert "hidden" in said.lower() or "fewer than 10" in said, said
    assert said.count(HIDDEN_WORDS) <= 1
    for none in ("No ", "None ", "There are no", "There is no", "Nothing "):
        assert none not in said, said


def test_what_is_none_is_not_told_as_hidden(settings: Settings) -> None:
    def empty(connection: duckdb.DuckDBPyConnection) -> None:
        for mart in ("mart_complaints_public", "mart_complaint_report_public"):
            columns = connection.execute(f"describe marts.{mart}").fetchall()
            counts = [row[0] for row in columns if str(row[0]).startswith("n_")]
            zero = ", ".join(f"{column} = 0" for column in counts)
            connection.execute(f"update marts.{mart} set {zero}, is_suppressed = false")

    published = _spoilt(settings, empty)
    for chart_id in ("complaints_by_topic", "complaints_by_area", "complaints_by_channel"):
        _view, drawn = _drawn(published, chart_id)
        assert drawn.summary == "No complaints were received in the period."


def test_what_is_not_published_is_not_told_as_none(settings: Settings) -> None:
    published = _spoilt(
        settings, lambda connection: connection.execute("delete from marts.mart_complaints_public")
    )
    _view, drawn = _drawn(published, "complaints_by_topic")
    assert drawn.summary == NOT_PUBLISHED


def test_parts_that_are_hidden_leave_the_total_told(settings: Settings) -> None:
    """Where only the parts are hidden, "no complaints" stood under "about 45 complaints"."""

    def hide_parts(connection: duckdb.DuckDBPyConnection) -> None:
        for mart in ("mart_complaints_public", "mart_complaint_report_public"):
            connection.execute(
                f"update marts.{mart} set is_suppressed = true where breakdown <> 'total'"
            )

    published = _spoilt(settings, hide_parts)
    view, drawn = _drawn(published, "complaints_by_area")
    assert drawn.summary == (
        "60 complaints were received, 45 in the same period of the year before."
    )
    assert any("hidden" in note for note in notes(published, "complaints_by_area", view, drawn))
    _view, drawn = _drawn(published, "complaints_by_topic")
    assert drawn.summary == HIDDEN_WORDS


def test_items_that_are_hidden_are_not_counted_as_unchanged(settings: Settings) -> None:
    """Dimensions alone are shown: "0 items are better" stood above one that is."""

    def hide_items(connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute(
            "update marts.mart_audit_items_public set is_suppressed = true "
            "where breakdown <> 'dimension'"
        )

    _view, drawn = _drawn(_spoilt(settings, hide_items), "audit_items")
    assert drawn.n_shown > 0
    assert "better" not in drawn.summary
    assert "hidden" in drawn.summary


def _hide_every_other(connection: duckdb.DuckDBPyConnection) -> None:
    for table in _public_marts(connection):
        connection.execute(f"update marts.{table} set is_suppressed = true where rowid % 2 = 0")
    connection.execute(
        "update marts.mart_scorecard_public set n = null, value = null, status = 'too_few' "
        "where is_suppressed"
    )


def _hide_totals(connection: duckdb.DuckDBPyConnection) -> None:
    for mart in ("mart_complaints_public", "mart_complaint_report_public"):
        connection.execute(
            f"update marts.{mart} set is_suppressed = true where breakdown = 'total'"
        )


def _told_in_part(published: Published) -> set[str]:
    """Charts that say some of them are hidden; none says all are where it shows a row."""
    told = set()
    for chart_id in OF_PUBLIC_MARTS:
        _view, drawn = _drawn(published, chart_id)
        if drawn.n_shown:
            assert HIDDEN_WORDS not in drawn.summary, chart_id
            if "Some figures are hidden; " in drawn.summary:
                told.add(chart_id)
        elif drawn.reading.n_hidden:
            assert HIDDEN_WORDS in drawn.summary, chart_id
    return told


def test_some_rows_hidden_are_not_told_as_all(settings: Settings) -> None:
    _told_in_part(_spoilt(settings, _hide_every_other))


def test_totals_hidden_are_not_told_as_all(settings: Settings) -> None:
    told = _told_in_part(_spoilt(settings, _hide_totals))
    assert {"complaint_answer_days", "complaint_justified"} <= told


def _steps_told(settings: Settings, *hidden_steps: str) -> str:
    """What the picture of the duty says where these steps of it are hidden."""
    published = _spoilt(
        settings,
        lambda connection: connection.execute(
            "update marts.mart_scorecard_public set is_suppressed = true, n = null, value = null "
            "where list_contains(?, indicator_id)",
            [list(hidden_steps)],
        ),
    )
    _view, drawn = _drawn(published, "notice_steps")
    assert drawn.n_shown == 3 - len(hidden_steps)
    return drawn.summary


def test_a_step_of_the_duty_that_is_hidden_is_named(settings: Settings) -> None:
    said = _steps_told(settings, "notice_with_date")
    assert said.startswith("Of ")
    assert said.endswith(
        " overdue cases 50% had a written notice and 30% had a written notice by the deadline. "
        "Hidden: with a date for the decision."
    )


def test_two_steps_of_the_duty_that_are_hidden_are_named(settings: Settings) -> None:
    assert _steps_told(settings, "notice_sent", "notice_in_time").endswith(
        " overdue cases 20% had a notice with a date for the decision. "
        "Hidden: a written notice and sent by the deadline."
    )


def test_a_hidden_part_of_the_time_is_not_told_as_none(settings: Settings) -> None:
    def hide(connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute(
            "update marts.mart_case_time_parts_public set is_suppressed = true where part = 'quiet'"
        )

    _view, drawn = _drawn(_spoilt(settings, hide), "case_time_parts")
    assert "0%" not in drawn.summary.replace("40%", "").replace("20%", "")
    assert drawn.summary.endswith("The rest is hidden, or none.")


def test_a_hidden_goal_is_not_counted_as_kept(hidden: Published) -> None:
    _view, drawn = _drawn(hidden, "scorecard")
    assert drawn.title == "The goals of Q4 2025 are hidden"
    assert {row[1] for row in drawn.table.rows} == {"Hidden"}


@pytest.mark.parametrize("chart_id", CHARTS)
def test_a_filter_the_chart_does_not_follow_is_refused(published: Published, chart_id: str) -> None:
    follows = followed(CHARTS[chart_id], public=True)
    for name in FILTERS.keys() - {"municipality", "period", *(of.name for of in follows)}:
        with pytest.raises(ExportFailed, match=name) as caught:
            asked_view(published, chart_id, "en", None, {name: "SOF"})
        assert "It follows: municipality" in str(caught.value.hint)
        assert all(other.name in str(caught.value.hint) for other in follows)
    if PERIOD not in follows:
        with pytest.raises(ExportFailed, match="does not follow --period"):
            asked_view(published, chart_id, "en", "2025", {})


@pytest.mark.parametrize(
    ("chart_id", "filters", "period", "said", "hint"),
    [
        ("complaints_by_topic", {"department": "SOF"}, None, "do not follow the filter", "period"),
        ("scorecard", {"unit": "NOWHERE"}, None, "no figures for unit 'NOWHERE'", "SC-NORD"),
        ("quality_goals", {}, "2025-11", "has no month", "2025-Q4"),
        ("quiet_steps", {}, "2025-Q4", "has no quarter", "2025."),
        ("scorecard", {}, "1999", "no figures for the period 1999", "to 2025"),
        ("scorecard", {"period": "2025"}, None, "is no filter", "--period"),
    ],
)
def test_what_a_file_cannot_follow_is_said_with_what_it_can(
    published: Published,
    chart_id: str,
    filters: dict[str, str],
    period: str | None,
    said: str,
    hint: str,
) -> None:
    with pytest.raises(ExportFailed, match=said) as caught:
        asked_view(published, chart_id, "en", period, filters)
    assert hint in str(caught.value.hint)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("chart_id", CHARTS)
def test_no_two_columns_of_a_file_share_a_heading(
    published: Published, chart_id: str, language: str
) -> None:
    view = asked_view(published, chart_id, language, None, {})
    text = chart_bytes(published, chart_id, view, "csv").decode("utf-8-sig")
    delimiter = {"da": ";", "en": ","}[language]
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    assert len(set(rows[0])) == len(rows[0])
    words = {"da": "Sammenfatning", "en": "Summary"}[language]
    drawn = draw(chart_id, Context(published, view, public=True))
    assert rows[1][rows[0].index(words)] == drawn.summary


def test_no_two_exports_get_one_name(published: Published) -> None:
    asked = [
        ("scorecard", "da", None, {}),
        ("scorecard", "en", None, {}),
        ("scorecard", "da", "2025-11", {}),
        ("scorecard", "da", None, {"department": "SOF"}),
        ("scorecard", "da", None, {"unit": "SC-NORD"}),
        ("grant_verdicts", "da", None, {}),
        ("grant_verdicts", "da", None, {"measure": "hours_per_week"}),
    ]
    names = [
        file_name(published, chart, asked_view(published, chart, language, period, filters), kind)
        for chart, language, period, filters in asked
        for kind in ("csv", "png")
    ]
    assert len(set(names)) == len(names)


def test_a_code_in_a_name_leads_to_no_other_folder(settings: Settings) -> None:
    published = _spoilt(
        settings,
        lambda connection: connection.execute(
            "update marts.mart_scorecard set breakdown_code = '../A' where breakdown_code ="
            " 'FOERTID'"
        ),
    )
    view = asked_view(published, "working_days_over_time", "da", None, {"case_type": "../A"})
    assert "/" not in file_name(published, "working_days_over_time", view, "csv")


def test_a_period_that_is_not_the_pages_is_said(published: Published) -> None:
    view, drawn = _drawn(published, "quiet_steps")
    assert "2025" in drawn.subtitle
    said = " ".join(notes(published, "quiet_steps", view, drawn))
    assert "The page shows Q4 2025; files show 2025" in said


@pytest.mark.parametrize("public", [True, False])
def test_an_initiative_is_labelled_with_the_figures_of_its_text(
    published: Published, public: bool
) -> None:
    view = asked_view(published, "initiative_months", "en", None, {})
    context = Context(published, view, public=public)
    drawn, effect = draw("initiative_months", context), draw("initiative_effect", context)
    labels = [str(a.text) for a in drawn.figure.layout.annotations]
    texts = [str(a.text) for a in effect.figure.layout.annotations]
    for word in ("Before: ", "After: "):
        label = next(text for text in labels if text.startswith(word))
        assert label.removeprefix(word) in texts
        assert label.removeprefix(word) in drawn.summary


@pytest.mark.parametrize("public", [True, False])
def test_the_curve_marks_the_median_the_page_tells(published: Published, public: bool) -> None:
    view = asked_view(published, "time_to_decision_curve", "en", None, {})
    drawn = draw("time_to_decision_curve", Context(published, view, public=public))
    marked = next(
        str(a.text) for a in drawn.figure.layout.annotations if "Half are decided" in str(a.text)
    )
    days = marked.split(" within ")[1].split(" ")[0]
    assert f"within {days} days" in drawn.summary
    point = drawn.figure.data[-1]
    assert (str(point.x[0]), point.y[0]) == (days, 0.5)
    # Between points a week apart no step is known.
    shapes = {trace.line.shape for trace in drawn.figure.data if trace.mode == "lines"}
    assert shapes == {"linear" if public else "hv"}


def test_units_like_for_like_say_that_they_are_adjusted(published: Published) -> None:
    _view, drawn = _drawn(published, "unit_spread")
    assert "adjusted for case types" in drawn.subtitle
    assert "like for like, " in drawn.summary
    assert "as counted)" in drawn.summary


def test_nothing_to_show_is_refused_by_strict(settings: Settings, tmp_path: Path) -> None:
    write_published(settings.data)
    marts_of.cache_clear()
    out = tmp_path / "c.csv"
    with pytest.raises(ExportFailed, match="shows no figure") as caught:
        export_chart(settings, "case_time_municipalities", format="csv", strict=True, out=out)
    assert caught.value.exit_code == 8
    assert not out.exists()
    export_chart(settings, "case_time_municipalities", format="csv", out=out)
    assert out.exists()


def test_one_row_where_the_page_has_more_is_too_little(settings: Settings) -> None:
    published = _spoilt(
        settings,
        lambda connection: connection.execute(
            "update marts.mart_complaint_report_public set is_suppressed = breakdown <> 'total'"
        ),
    )
    view = asked_view(published, "complaints_by_area", "en", None, {})
    assert "one row only" in str(shows_too_little(published, "complaints_by_area", view))
    view = asked_view(published, "deadline_kept_by_unit", "en", None, {})
    assert shows_too_little(published, "deadline_kept_by_unit", view) is None


def test_all_charts_are_written_by_one_call(settings: Settings, tmp_path: Path) -> None:
    write_published(settings.data)
    marts_of.cache_clear()
    told: list[str] = []
    done = export_charts(
        settings,
        format="csv",
        out=tmp_path / "new",
        on_progress=lambda what, n, of: told.append(f"{what} {n}/{of}"),
    )
    assert len(set(done.files)) == len(CHARTS) == len(told)
    assert told[-1].endswith(f"{len(CHARTS)}/{len(CHARTS)}")
    assert set(done.problems) == {"case_time_municipalities"} | set(done.problems)
    strict = export_charts(settings, format="csv", strict=True, out=tmp_path / "strict")
    assert len(strict.files) == len(CHARTS) - len(done.problems)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("chart_id", CHARTS)
def test_a_picture_holds_its_sentence_and_its_words_lie_within_it(
    published: Published, chart_id: str, language: str
) -> None:
    view = asked_view(published, chart_id, language, None, {})
    drawn = draw(chart_id, Context(published, view, public=True))
    figure = picture(
        drawn, published.codes(Language(language)), notes=["A note."], foot=["Source."]
    )
    texts = " ".join(
        lettering.plain(str(a.text).replace("<br>", " ")) for a in figure.layout.annotations
    )
    for sentence in (drawn.title, drawn.subtitle, drawn.summary):
        assert " ".join(sentence.split()) in " ".join(texts.split())
    _assert_within(figure)


def _assert_within(figure: go.Figure) -> None:
    """Every text to the left or right of the plot has room in the picture."""
    left, right = figure.layout.margin.l, figure.layout.margin.r
    for label in figure.layout.yaxis.ticktext or ():
        assert lettering.width(str(label)) <= left
    for words in figure.layout.annotations:
        size = words.font.size or 13
        room = lettering.width(str(words.text), size)
        shift = words.xshift or 0
        if words.xref == "paper" and words.x == 1:
            end = shift + (room if words.xanchor == "left" else 0)
            assert end <= right + 1, words.text
        elif words.xref == "paper" and words.x == 0 and words.xanchor == "left":
            assert -shift <= left, words.text
            assert shift + left + room <= figure.layout.width, words.text


@pytest.mark.parametrize("name", [LONG, ONE_WORD, "<b>Fed</b> & [link](http://x) $x^2$ " * 9])
def test_a_long_label_goes_on_in_a_second_line_and_ends_with_dots(name: str) -> None:
    short = lettering.fitted(escape(name), frame.MOST, lines=2)
    parts = short.split("<br>")
    assert len(parts) == 2
    assert all(lettering.width(part) <= frame.MOST for part in parts)
    assert short.endswith("…") == (name is not ONE_WORD)
    assert "<b>" not in lettering.plain(short) or name.startswith("<b>")


@pytest.mark.parametrize("name", [LONG, ONE_WORD, "<b>Fed</b> & [link](http://x) $x^2$ " * 9])
@pytest.mark.parametrize("mark", WORDED, ids=lambda mark: type(mark).__name__)
def test_long_words_around_a_mark_lie_within_the_picture(
    published: Published, mark: Mark, name: str
) -> None:
    view = asked_view(published, "scorecard", "en", None, {})
    row = {"value": 0.5, "period_start": DAY, "name": escape(name)}
    figure = mark.draw(
        Picture(
            Context(published, view, public=False),
            [row],
            labels=[f"<b>{escape(name)}</b>"],
            headers=["a", "b", "c"],
            texts=[(escape(name),) * 3],
        )
    )
    assert escape(name)[:3] in str(figure.layout.annotations)
    _assert_within(figure.update_layout(width=1024))


def test_nothing_is_left_of_a_budget_whose_accounts_are_not_told(published: Published) -> None:
    """The whole budget was drawn as "left of the budget" where no accounts were delivered."""
    for provider, is_told in (("bo", True), ("hus", False)):
        _view, drawn = _drawn(published, "budget_accounts", provider=provider)
        drawn_sizes = [size for trace in drawn.figure.data for size in trace.x]
        assert any(drawn_sizes) == is_told
    _view, drawn = _drawn(published, "initiative_money")
    spent = [row[5] for row in drawn.table.rows]
    assert None in spent
    for trace in drawn.figure.data:
        assert [size for size, money in zip(trace.x, spent, strict=True) if money is None] == [0.0]


def test_a_key_tells_what_marks_and_intervals_are(published: Published) -> None:
    for chart_id, words in (
        ("deadline_kept_by_case_type", {"Missed", "Met"}),
        ("audit_items", {"95% interval"}),
        ("deadline_kept_over_time", {"Between the limits"}),
        ("time_to_decision", {"Median", "From the lower to the upper quartile"}),
        ("time_to_decision_curve", {"95% interval"}),
    ):
        view = asked_view(published, chart_id, "en", None, {})
        drawn = draw(chart_id, Context(published, view, public=False))
        figure = picture(drawn, published.codes(Language("en")), notes=[], foot=[])
        assert words <= {str(a.text) for a in figure.layout.annotations}, chart_id


def test_a_png_says_what_it_shows_and_how_large_it_is() -> None:
    stream = io.BytesIO()
    Image.new("RGB", (4, 4), "white").save(stream, "PNG")
    said = {"title": "Sager på Ærø", "text": "Én sag.", "language": Language("da")}
    image = Image.open(io.BytesIO(described(stream.getvalue(), "png", **said)))
    assert image.text == {"Title": "Sager på Ærø", "Description": "Én sag."}
    assert round(image.info["dpi"][0]) == DOTS_PER_INCH == 144


def test_an_svg_has_a_title_and_its_font() -> None:
    said = {"title": "Kød & brød", "text": "Tal.", "language": Language("da")}
    svg = described(b'<svg class="main-svg"><g/></svg>', "svg", **said).decode("utf-8")
    assert '<title id="title">Kød &amp; brød</title><desc id="desc">Tal.</desc>' in svg
    assert 'role="img" lang="da" aria-labelledby="title desc"' in svg
    assert svg.count('font-family:"IBM Plex Sans"') == 2
    assert "data:font/woff2;base64," in svg
    assert json.dumps(svg)  # no byte of the font is left undecoded
