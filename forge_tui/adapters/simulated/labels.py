"""Label selectors as in `kubectl get -l`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_SET = re.compile(r"^\s*(\S+)\s+(in|notin)\s+\(([^)]*)\)\s*$")


def matches(manifest: Mapping[str, Any], selector: str) -> bool:
    """Whether an object's labels fulfil every requirement of the selector."""
    labels = manifest["metadata"].get("labels") or {}
    return all(_fulfilled(labels, requirement.strip()) for requirement in re.split(r",(?![^(]*\))", selector) if requirement.strip())


def _fulfilled(labels: Mapping[str, str], requirement: str) -> bool:
    if found := _SET.match(requirement):
        among = labels.get(found[1]) in {value.strip() for value in found[3].split(",")}
        return among if found[2] == "in" else not among
    if "!=" in requirement:
        key, value = requirement.split("!=", 1)
        return labels.get(key.strip()) != value.strip()
    if "=" in requirement:
        key, value = re.split("==?", requirement, maxsplit=1)
        return labels.get(key.strip()) == value.strip()
    if requirement.startswith("!"):
        return requirement[1:].strip() not in labels
    return requirement in labels
