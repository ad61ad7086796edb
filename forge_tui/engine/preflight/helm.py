"""The helm program is there and new enough."""

from __future__ import annotations

from forge_tui.engine.checks import Finding, Question, passed

NAME = "helm"
TITLE = "Helm"


async def check(question: Question) -> Finding:
    """3.14 or newer; the adapter raises what is wrong."""
    return passed(f"helm {await question.adapters.helm.version()}")
