"""Foreign text becomes characters that do nothing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forge_tui.domain.sanitise import clean, clean_line

ANYTHING = st.text(st.characters(), max_size=200)
"""Surrogates included."""
BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def _harmless(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp") and unicodedata.bidirectional(character) not in BIDI


@given(ANYTHING)
def test_no_control_character_survives(text: str) -> None:
    assert all(_harmless(c) or c in "\n\t" for c in clean(text))
    assert all(_harmless(c) for c in clean_line(text))


@given(st.binary(max_size=200))
def test_any_bytes_become_text_that_can_be_written(data: bytes) -> None:
    assert clean(data).encode("utf-8").decode() == clean(data)


@given(ANYTHING, st.integers(0, 50))
def test_no_text_is_longer_than_its_limit(text: str, limit: int) -> None:
    assert len(clean(text, limit)) <= limit
    assert len(clean_line(text, limit)) <= limit


@given(ANYTHING)
def test_clean_text_stays_as_it_is(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b]52;c;aGk=\x07", "�]52;c;aGk=�"),
        ("\x9b31mred", "�31mred"),
        ("safe\u202etxt.exe", "safe�txt.exe"),
        ("a\u200bb\u2028c\ufeffd", "a�b�c�d"),
        ("\ud800x", "�x"),
        ("[@click=app.bell]x[/]", "[@click=app.bell]x[/]"),
        ("one\r\ntwo\tthree", "one\ntwo\tthree"),
        ("bell\x07 del\x7f", "bell� del�"),
    ],
)
def test_what_terminals_obey_is_replaced(hostile: str, shown: str) -> None:
    assert clean(hostile) == shown


def test_a_line_has_no_breaks() -> None:
    assert clean_line("  pull failed:\n\t 404  not found\n") == "pull failed: 404  not found"


def test_long_text_ends_with_an_ellipsis() -> None:
    assert clean("x" * 5000) == "x" * 1999 + "…"


def test_objects_that_cannot_be_text_are_named() -> None:
    class Trap:
        def __str__(self) -> str:
            raise RuntimeError("\x1b[2J")

    assert clean(Trap()) == "<Trap: RuntimeError>"
    assert clean(None) == "None"
