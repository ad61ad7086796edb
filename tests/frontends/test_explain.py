"""The runbook."""

import json

import pytest

from forge_tui.domain.errors import failures
from forge_tui.domain.failures import UsageError
from forge_tui.frontends import explain

CAUSES = (
    explain.Entry("FT-203", "Image not found", "A registry does not have the image.", "Run: kubectl describe pod"),
    explain.Entry("FT-201", "Unschedulable", "No node fits.", ""),
)
BOOK = explain.entries(CAUSES)


def test_the_book_holds_every_failure_and_every_cause_in_order() -> None:
    ids = [entry.id for entry in BOOK]
    assert ids == sorted(ids)
    assert set(ids) == set(failures()) | {"FT-201", "FT-203"}


def test_every_failure_has_a_title_a_meaning_and_an_exit_code() -> None:
    assert all(entry.title and entry.meaning and entry.exit_code is not None for entry in explain.entries())


@pytest.mark.parametrize("wanted", ["FT-503", "ft-503", "503", " ft-503 "])
def test_an_id_is_found_however_it_is_written(wanted: str) -> None:
    assert explain.find(wanted, BOOK).title == "OpenBao is sealed"


def test_an_unknown_id_names_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"there is no failure FT-204; near it: .*FT-20[13]"):
        explain.find("FT-204", BOOK)


def test_a_page_says_what_it_means_what_to_do_and_the_exit_code() -> None:
    page = explain.as_text([explain.find("FT-503", BOOK)])
    assert page.startswith("FT-503  OpenBao is sealed\n  means  ")
    assert "  do     Run: kubectl -n cf-openbao exec" in page
    assert "  exit   1 (component failed)" in page


def test_json_has_the_exit_code_of_failures_only() -> None:
    documents = {entry["id"]: entry for entry in json.loads(explain.as_json(BOOK))}
    assert documents["FT-503"]["exitCode"] == 1
    assert "exitCode" not in documents["FT-203"]


def test_the_document_has_each_entry_once_under_its_area() -> None:
    text = explain.as_markdown(BOOK)
    for entry in BOOK:
        assert text.count(f"### {entry.id} {entry.title}\n") == 1
    assert text.index("## Causes") < text.index("### FT-201") < text.index("## The cluster")
    assert "*What to do:* run `kubectl describe pod`" in text
