"""The checks of the preflight as a table or as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from forge_tui.domain import durations, signs
from forge_tui.domain.events import CheckFinished, Verdict
from forge_tui.domain.sanitise import clean, clean_line
from forge_tui.frontends.paint import Paint, table
from forge_tui.frontends.summary import remedy_lines

_ORDER = (Verdict.FAIL, Verdict.WARN, Verdict.WAIVED, Verdict.PASS, Verdict.SKIPPED)


def as_text(checks: Sequence[CheckFinished], paint: Paint) -> str:
    """A table in the order of the checks, then what to do for each that is not fine, worst first, then the count."""
    lines = table(
        ("CHECK", "TITLE", "RESULT"),
        [(check.check, check.title, check.message) for check in checks],
        [signs.OF_VERDICT[check.verdict] for check in checks],
        paint,
    )
    attention = [check for check in checks if check.verdict in (Verdict.FAIL, Verdict.WARN) and check.remedy]
    for check in sorted(attention, key=lambda check: _ORDER.index(check.verdict)):
        lines += ["", clean_line(f"{check.check}: {check.message}"), *remedy_lines(check.remedy)]
    counts = [(verdict, sum(check.verdict is verdict for check in checks)) for verdict in _ORDER]
    told = ", ".join(f"{count} {verdict.value}" for verdict, count in counts if count)
    return "\n".join([*lines, "", f"{durations.quantity(len(checks), 'check')}: {told or 'none'}"]) + "\n"


def as_json(checks: Sequence[CheckFinished]) -> str:
    """The same for programs."""
    documents = [
        {
            "check": check.check,
            "title": check.title,
            "verdict": check.verdict.value,
            "message": clean(check.message),
            "remedy": clean(check.remedy),
        }
        for check in checks
    ]
    return json.dumps(documents, indent=2) + "\n"
