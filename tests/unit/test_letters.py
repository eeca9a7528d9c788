"""Letters: encodings told apart, text read in another than its own, signs nobody sees."""

from __future__ import annotations

import pytest

from warehouse.ingest.letters import ENCODINGS, clean, is_clean, is_misread, tell_encoding

WORDS = ("Ørestad", "BØRN", "Ældre på Ærø", "Åbenrå", "København", "Café", "Müller")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_encoding_of_danish_words_is_told(encoding: str) -> None:
    assert tell_encoding(word.encode(encoding) for word in WORDS).name == encoding
    for word in WORDS[:6]:
        assert tell_encoding([word.encode(encoding)]).name == encoding, word


@pytest.mark.parametrize("other", ENCODINGS)
@pytest.mark.parametrize("most", ["utf-8", *ENCODINGS])
def test_one_line_of_another_encoding_is_named(most: str, other: str) -> None:
    if other == most:
        return
    lines = [b"Enhed", *(word.encode(most) for word in WORDS), "Sønderport".encode(other)]
    told = tell_encoding(lines)
    assert (told.name, told.line) == (None, len(lines))
    assert f"written in {other}" in told.why


def test_what_reads_as_words_in_two_encodings_is_not_guessed() -> None:
    """0x92 is an apostrophe in Windows and Æ in DOS; another word settles it."""
    assert tell_encoding(["KÆR".encode("cp850")]).name is None
    assert tell_encoding(["KÆR".encode("cp850"), "Kærby".encode("cp850")]).name == "cp850"
    assert tell_encoding(["O’Brien".encode("cp1252")]).name is None
    assert tell_encoding(["O’Brien".encode("cp1252"), "Kærby".encode("cp1252")]).name == "cp1252"
    assert tell_encoding(["it’s".encode("cp1252")]).name == "cp1252"


def misread(word: str, encoding: str) -> str | None:
    """A word in UTF-8 read as another encoding; None where it has no letter for a byte."""
    try:
        return word.encode().decode(encoding)
    except UnicodeDecodeError:
        return None


@pytest.mark.parametrize("word", ["Ørestad", "børn", "Ærø", "år", "§ 4", "2 – 3", "5 €"])
def test_double_encoding_is_noticed(word: str) -> None:
    wrong = [misread(word, name) for name in ("cp1252", "latin-1", "cp850", "mac_roman")]
    assert len([text for text in wrong if text]) >= 3
    assert all(is_misread(text) for text in wrong if text)


@pytest.mark.parametrize("text", ["B¯RN", "¯restad", "k°benhavn", "K›benhavn", "b┼d", "S\ufffdr"])
def test_one_code_page_read_as_another_is_noticed(text: str) -> None:
    assert is_misread(text)


@pytest.mark.parametrize(
    "text",
    ["Ørestad", "naïve", "SÃO", "São Paulo", "20°C", "½ time", "“citat” – §4", "Å–Ø", "5 €", "√2",
     "Müller®", "Île", "Ÿ", "日本", "Łódź"],
)  # fmt: skip
def test_text_as_it_was_meant_is_left_alone(text: str) -> None:
    assert not is_misread(text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("S\u00a01", "S 1"),
        ("\ufeffS-1\u200b", "S-1"),
        ("S\u00ad-\u20601\x1a", "S-1"),
        ("S\u20111", "S-1"),
        ("A\u030arhus", "Århus"),
        ("S\u202f1\u2009", "S 1 "),
    ],
)
def test_signs_nobody_sees_are_written_one_way(text: str, written: str) -> None:
    assert clean(text) == written
    assert not is_clean(text.encode())
    assert is_clean(written.encode())
