"""What the catalogue offers as answers, where the model cannot know it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from forge_tui.domain.answers_check import Finding
from forge_tui.domain.answers_fields import Path, find
from forge_tui.domain.answers_problem import shown
from forge_tui.domain.catalogue import Catalogue

Offers = Mapping[Path, tuple[str, ...]]
"""Path of a question to the answers that can be carried out, the best one first."""
_AIRM = ("airm", "version")


def offers(catalogue: Catalogue) -> Offers:
    """The versions of AIRM, the newest first; nothing where the catalogue has none."""
    versions = catalogue["airm"].versions if "airm" in catalogue else ()
    return {_AIRM: tuple(sorted(versions, key=_in_numbers, reverse=True))} if versions else {}


def not_offered(offered: Offers, value: Mapping[Path, Any]) -> Iterator[Finding]:
    """A problem for each answer that the catalogue does not offer."""
    for path, choices in offered.items():
        given, question = str(value[path]), find(path)
        if question and given not in choices:
            yield Finding(path, f"is not one of {', '.join(choices)}", shown(given), question.example(choices[0]))


def _in_numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdecimal() else -1 for part in version.split("."))
