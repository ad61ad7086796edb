"""The runbook: what each failure means and what to do, without a cluster; also the source of docs/failures.md."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from forge_tui.domain.errors import ExitCode, failures
from forge_tui.domain.failures import UsageError

_AREAS = (
    ("FT-0", "Usage and answers"),
    ("FT-1", "Checks before the install"),
    ("FT-2", "Causes: what is wrong with one component while the run goes on"),
    ("FT-3", "The cluster"),
    ("FT-4", "Charts and Git"),
    ("FT-5", "The vault"),
    ("FT-6", "The run"),
    ("FT-9", "Bugs"),
)


class Runbook(Protocol):
    """What the engine's causes have."""

    @property
    def id(self) -> str:
        """FT-2nn."""

    @property
    def title(self) -> str:
        """What is so, in a few words."""

    @property
    def meaning(self) -> str:
        """Why it happens."""

    @property
    def remedy(self) -> str:
        """What to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of the runbook."""

    id: str
    title: str
    meaning: str
    remedy: str
    exit_code: ExitCode | None = None
    """None for a cause: it ends no run by itself."""


def entries(causes: Iterable[Runbook] = ()) -> tuple[Entry, ...]:
    """Every failure and every cause, in order of id."""
    known = [Entry(key, error.title, error.meaning, error.default_remedy, error.exit_code) for key, error in failures().items()]
    known += [Entry(cause.id, cause.title, cause.meaning, cause.remedy) for cause in causes]
    return tuple(sorted(known, key=lambda entry: entry.id))


def find(wanted: str, book: Sequence[Entry]) -> Entry:
    """The entry of an id, written in any case and with or without `FT-`.

    Raises:
        UsageError: There is none; names the nearest ones.
    """
    by_id = {entry.id: entry for entry in book}
    upper = wanted.strip().upper()
    full = upper if upper.startswith("FT-") else f"FT-{upper}"
    if full in by_id:
        return by_id[full]
    number = full.removeprefix("FT-")
    near = sorted(by_id, key=lambda id_: abs(int(id_[3:]) - int(number)))[:3] if number.isdecimal() else []
    nearest = f"; near it: {', '.join(near)}" if near else ""
    raise UsageError(f"there is no failure {wanted}{nearest}", remedy="Run: forge-tui explain")


def as_text(book: Sequence[Entry]) -> str:
    """Pages for people; one entry is shown whole, more of them as well, with a line between."""
    return "\n\n".join(_page(entry) for entry in book) + "\n"


def as_json(book: Sequence[Entry]) -> str:
    """The same for programs."""
    return json.dumps([_document(entry) for entry in book], indent=2, ensure_ascii=False) + "\n"


def as_markdown(book: Sequence[Entry]) -> str:
    """docs/failures.md: by area, each entry under its own heading."""
    lines = ["# Failures and causes", "", "Written by `make docs` from the code; a test compares it.", ""]
    for prefix, title in _AREAS:
        mine = [entry for entry in book if entry.id.startswith(prefix)]
        if mine:
            lines += [f"## {title}", ""]
        for entry in mine:
            lines += [f"### {entry.id} {entry.title}", "", entry.meaning, ""]
            lines += [f"*What to do:* {_markdown(entry.remedy)}", ""] if entry.remedy else []
            lines += [f"*Exit code:* {int(entry.exit_code)} ({_word(entry.exit_code)})", ""] if entry.exit_code is not None else []
    return "\n".join(lines).rstrip() + "\n"


def _page(entry: Entry) -> str:
    lines = [f"{entry.id}  {entry.title}", f"  means  {entry.meaning}"]
    lines += [f"  do     {entry.remedy}"] if entry.remedy else []
    lines += [f"  exit   {int(entry.exit_code)} ({_word(entry.exit_code)})"] if entry.exit_code is not None else []
    return "\n".join(lines)


def _document(entry: Entry) -> dict[str, object]:
    document: dict[str, object] = {"id": entry.id, "title": entry.title, "meaning": entry.meaning, "remedy": entry.remedy}
    return document if entry.exit_code is None else document | {"exitCode": int(entry.exit_code)}


def _word(code: ExitCode) -> str:
    return code.name.lower().replace("_", " ")


def _markdown(remedy: str) -> str:
    head, marker, command = remedy.partition("Run: ")
    return f"{head}run `{command.strip()}`" if marker and not head else remedy
