"""One thing that is wrong with the answers, told the way compilers do."""

from __future__ import annotations

import json
from dataclasses import dataclass

from forge_tui.domain.sanitise import clean_line

VALUE_LIMIT = 60
PROBLEM_LIMIT = 200
"""More problems than this are not told: nobody reads them, and finding the nearest word for each takes its time."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Where it is, what stands there, why it is wrong, and how it would be right."""

    line: int
    """1-based; 0 when the problem has no place in the file (the file itself, --set, the environment)."""
    column: int
    """1-based, in characters; 0 like `line`."""
    path: str
    """Dotted name of the answer, for example `tls.mode`; empty for the file as a whole."""
    value: str
    """What stands there, short and harmless; empty when there is nothing to show or it may be a secret."""
    reason: str
    example: str = ""
    origin: str = ""
    """Name of the file, or the flag or variable that was wrong."""
    unreadable: bool = False
    """Whether the file is not YAML that we accept, rather than the answers in it being wrong."""

    def __str__(self) -> str:
        where = f"{self.origin}:{self.line}:{self.column}" if self.line else self.origin
        # A flag or variable repeats the path; saying it twice helps nobody.
        subject = self.path if self.path and not (not self.line and self.path in self.origin) else ""
        text = " ".join(part for part in (self.value, self.reason) if part)
        ending = "" if not self.example else f"{'' if text.endswith('?') else '.'} Example: {self.example}"
        return ": ".join(part for part in (where, subject, text) if part) + ending


def shown(value: object) -> str:
    """A scalar as JSON, short and without characters that do something; empty for anything else."""
    if isinstance(value, str):
        return json.dumps(clean_line(value, VALUE_LIMIT), ensure_ascii=False)
    if isinstance(value, bool | int | float):
        return clean_line(json.dumps(value), VALUE_LIMIT)
    return ""


def dotted(path: tuple[str | int, ...]) -> str:
    """`components.values.cert-manager.list[2]`, harmless and at most 200 characters."""
    text = ""
    for key in path:
        name = str(key).replace(".", "\\.")
        text += f"[{key}]" if isinstance(key, int) else f".{name}" if text else name
    return clean_line(text, 200)
