"""Words of codes have one home: `seeds/codes.csv` and the seeds that `dim_code` adds to it."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
from published_fixture import write_codes, write_published

from dashboard.reading.codes import Codes, Lists, by_list
from dashboard.reading.marts import Marts
from dashboard.words import vocabulary
from dashboard.words.language import LANGUAGES, Language
from dashboard.words.vocabulary import Coded, Sign
from warehouse.base.errors import ConfigurationError, SagspulsError
from warehouse.base.settings import PROJECT_ROOT, Settings
from warehouse.contracts.codes import form_words
from warehouse.contracts.contract import Column, entities, read_contract

NAMED = re.compile(
    r"\b(?:codes\.(?:word|words|inside|has)|Look|Sign)\(\s*[\"'](\w+)[\"']"
    r"|\b(?:coded|worded)\(\s*[\"'](\w+)[\"'](?:, [\"'](\w+)[\"'])?\)"
)
"""Where the dashboard names a list; a column without a list has the list's name."""


@pytest.fixture(scope="module")
def lists() -> Lists:
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        write_codes(connection)
        found = connection.execute("select * from marts.dim_code order by code_list, code_no")
        names = [column[0] for column in found.description or []]
        return by_list(dict(zip(names, row, strict=True)) for row in found.fetchall())


def _shown() -> list[Coded]:
    """Every sign and look of the vocabulary."""
    found = [value for value in vars(vocabulary).values() if isinstance(value, Coded)]
    for group in vars(vocabulary).values():
        if isinstance(group, dict):
            found += [one for one in group.values() if isinstance(one, Coded)]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sign_and_look_has_a_word(lists: Lists, language: str) -> None:
    codes = Codes("run", lists, Language(language))
    assert len(_shown()) > 100
    for coded in _shown():
        assert codes.has(coded.list, coded.code), coded
        if isinstance(coded, Sign):
            assert codes.meaning(coded), coded


@pytest.mark.parametrize(
    "file", sorted((PROJECT_ROOT / "dashboard").rglob("*.py")), ids=lambda file: file.name
)
def test_every_list_the_dashboard_names_is_there(lists: Lists, file: Path) -> None:
    found = NAMED.findall(file.read_text(encoding="utf-8"))
    assert {named or own or column for named, column, own in found} <= lists.keys()


def _with_list() -> list[tuple[str, Column]]:
    return [
        (entity, column)
        for entity in entities()
        for column in read_contract(entity).columns
        if column.code_list
    ]


@pytest.mark.parametrize(
    ("entity", "column"), _with_list(), ids=lambda value: getattr(value, "name", value)
)
def test_a_contract_allows_the_codes_of_its_list(lists: Lists, entity: str, column: Column) -> None:
    assert column.code_list is not None
    assert list(column.allowed) == list(lists[column.code_list])
    assert list(column.words) == list(column.allowed)


def test_the_findings_of_an_audit_are_the_contract_s() -> None:
    assert tuple(form_words("audit_finding")) == (
        read_contract("audit_findings").column("finding").allowed
    )


def test_two_codes_of_a_form_never_share_a_word() -> None:
    for _entity, column in _with_list():
        words = [word.casefold() for word in column.words.values()]
        assert len(set(words)) == len(words), column.name


def test_an_unknown_list_is_said() -> None:
    with pytest.raises(ConfigurationError, match="no list of codes 'nowhere'"):
        form_words("nowhere")


@pytest.mark.parametrize("entity", entities())
def test_every_check_of_a_contract_has_words(lists: Lists, entity: str) -> None:
    missing = {check.name for check in read_contract(entity).checks} - set(lists["reject_reason"])
    assert missing == set()


def test_a_run_of_before_there_were_such_words_is_to_be_published_anew(settings: Settings) -> None:
    with duckdb.connect(str(write_published(settings.data))) as connection:
        connection.execute("drop table marts.dim_code")
    with pytest.raises(SagspulsError, match="built by another version") as said:
        Marts(settings).current().codes(Language("da"))
    assert said.value.hint == "Run `sagspuls build --publish`."


def test_so_is_a_run_of_before_there_was_such_a_list() -> None:
    with pytest.raises(SagspulsError, match="dim_code has no list status") as said:
        Codes("run", {}, Language("da")).of(vocabulary.STATUSES["met"])
    assert said.value.hint == "Run `sagspuls build --publish`."
