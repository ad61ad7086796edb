"""The command that repeats a session without a screen."""

from __future__ import annotations

import shlex
from collections.abc import Sequence


def command(answers: str, *, plan: str = "", options: Sequence[str] = ()) -> str:
    """`forge-tui --headless answers.yaml --plan plan.json ...`, quoted for a shell.

    Args:
        answers: The file that was saved.
        plan: The saved plan; when given, nothing else is installed.
        options: Words of this command line that the next one needs too, for example `--simulate small`.
    """
    words = ["forge-tui", "--headless", answers, *(["--plan", plan] if plan else []), *options]
    return " ".join(map(shlex.quote, words))
