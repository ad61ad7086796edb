"""The cluster's Kubernetes is one that the charts support."""

from __future__ import annotations

import re

from forge_tui.engine.checks import Finding, Question, failed, passed, warned

NAME = "cluster-version"
TITLE = "Kubernetes version"
OLDEST = (1, 30)
"""OpenBao's chart 0.18.2 asks for 1.30 or newer (facts of the upstream charts)."""


async def check(question: Question) -> Finding:
    """1.30 or newer."""
    version = question.identity.version
    found = re.match(r"v?(\d+)\.(\d+)", version)
    if found is None:
        return warned(f"the server calls its version {version}, which is not a version", "Run: kubectl version")
    if (int(found[1]), int(found[2])) < OLDEST:
        return failed(f"the cluster runs {version}, the charts need v1.30 or newer", "Upgrade Kubernetes to 1.30 or newer.")
    return passed(f"{version} at {question.identity.server}")
