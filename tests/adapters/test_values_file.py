"""Values in Git: the same bytes for the same values, and no text that turns into a number on the way."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from forge_tui.adapters import kubernetes_yaml
from forge_tui.adapters.values_file import dump_values


class Size(StrEnum):
    SMALL = "small"


def test_order_and_container_types_do_not_show() -> None:
    assert dump_values({"b": (1, 2), "a": MappingProxyType({"x": Size.SMALL})}) == b"a:\n  x: small\nb:\n- 1\n- 2\n"
    assert dump_values({"a": 1, "b": 2}) == dump_values({"b": 2, "a": 1})


def test_an_object_used_twice_is_written_twice() -> None:
    shared = {"k": "v"}
    assert b"&" not in dump_values({"a": shared, "b": shared})


@pytest.mark.parametrize("text", ["1e3", "12e4567", "0o17", "2026-01-01", "12:30", "yes", "null", "~", "1.0", "=", "<<", "09", "-", ""])
def test_a_text_that_looks_like_something_else_stays_a_text(text: str) -> None:
    written = dump_values({"value": text})
    assert kubernetes_yaml.load(written) == {"value": text}
    assert yaml.safe_load(written) == {"value": text}


def test_a_value_that_yaml_cannot_hold_is_named_with_its_place() -> None:
    with pytest.raises(TypeError, match=r"values\.a\[1\] is a bytes"):
        dump_values({"a": ["x", b"y"]})


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc019", min_size=1), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text("abcdef0123456789", min_size=1), VALUES, max_size=5))
def test_what_is_written_reads_back_the_same(values: dict[str, object]) -> None:
    assert kubernetes_yaml.load(dump_values(values)) == values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-01-01", "2026-01-01"),
        ("12:30:00", "12:30:00"),
        ("=", "="),
        ("1e+06", 1000000),
        ("1.5", 1.5),
        ("010", 8),
        ("on", True),
        ("1_000", 1000),
    ],
)
def test_manifests_are_read_as_kubernetes_reads_them(text: str, value: object) -> None:
    read = kubernetes_yaml.load(f"a: {text}\n")["a"]
    assert (read, type(read)) == (value, type(value))


def test_empty_documents_are_left_out() -> None:
    assert kubernetes_yaml.load_all("---\n# nothing\n---\na: 1\n---\n") == [{"a": 1}]
