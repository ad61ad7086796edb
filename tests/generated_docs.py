"""`python -m tests.generated_docs`: writes the generated pages of docs/ again."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def pages() -> Mapping[str, str]:
    """File name below docs/ to its content."""
    from forge_tui.domain.answers import json_schema
    from forge_tui.engine.diagnosis import known_causes
    from forge_tui.frontends import answers_reference, explain

    return {
        "answers.md": answers_reference.reference(json_schema()),
        "failures.md": explain.as_markdown(explain.entries(known_causes().values())),
    }


if __name__ == "__main__":
    for name, text in pages().items():
        (DOCS / name).write_text(text)
        sys.stdout.write(f"docs/{name}\n")
