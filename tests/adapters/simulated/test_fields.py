from __future__ import annotations

from forge_tui.adapters.simulated.fields import applied, conflicts, contains, disowned, merge_patched, overlaid


def test_a_merge_patch_removes_with_null_and_merges_mappings() -> None:
    assert merge_patched({"a": 1, "b": {"c": 1, "d": 2}}, {"a": None, "b": {"c": 3}}) == {"b": {"c": 3, "d": 2}}


def test_overlays_win_in_order_and_leave_the_base_alone() -> None:
    base = {"a": {"x": 1}, "l": [1]}
    assert overlaid(base, {"a": {"y": 2}}, {"l": [2]}) == {"a": {"x": 1, "y": 2}, "l": [2]}
    assert base == {"a": {"x": 1}, "l": [1]}


def test_apply_removes_what_its_manager_dropped_unless_another_has_it() -> None:
    live = {"a": 1, "b": 2, "c": {"d": 3, "e": 4}}
    before = {"a": 1, "b": 2, "c": {"d": 3}}
    assert applied(live, {}, before, [{"b": 2}]) == {"b": 2, "c": {"e": 4}}


def test_apply_drops_a_mapping_that_becomes_empty() -> None:
    assert applied({"c": {"d": 3}}, {}, {"c": {"d": 3}}, []) == {}


def test_a_conflict_is_a_field_with_two_values() -> None:
    assert list(conflicts({"a": 1, "b": {"c": 2}}, {"a": 1, "b": {"c": 3}})) == [".b.c"]


def test_a_forced_field_changes_its_owner() -> None:
    assert disowned({"a": 1, "b": {"c": 3, "d": 4}}, {"b": {"c": 2}}) == {"a": 1, "b": {"d": 4}}


def test_what_the_server_adds_is_no_difference() -> None:
    assert contains({"a": 1, "b": [{"c": 1, "d": 2}]}, {"b": [{"c": 1}]})
    assert contains({}, {"a": []})
    assert not contains({"b": [1, 2]}, {"b": [1]})
