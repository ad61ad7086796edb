"""Keeps secrets out of manifests that are shown: what a Secret holds becomes its length, what looks like a password too."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any

from forge_tui.domain.objects import SECRET, Manifest

_NOISE = ("managedFields",)
_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
"""Holds the whole object once more, secrets included."""
_TELLING = re.compile(r"(?i)(pass(word|wd|phrase)?|secret|token|credential|api_?key|private_?key|access_?key)s?$")
"""Names whose texts are secrets; `secretName` and `tokenTTL` are not among them."""


def masked(manifest: Mapping[str, Any], other: Mapping[str, Any] | None = None) -> Manifest:
    """A copy without secrets and without noise.

    Args:
        manifest: The object.
        other: The same object as the other side of a diff has it: where both hold texts of one length, it is told that they differ.
    """
    other = other or {}
    result = {key: _masked(value, str(key)) for key, value in manifest.items() if key not in ("metadata", "data", "stringData")}
    result["metadata"] = _metadata(manifest.get("metadata") or {})
    secret = (manifest.get("apiVersion"), manifest.get("kind")) == (SECRET.api_version, SECRET.kind)
    for field in ("data", "stringData"):
        if field in manifest:
            theirs = other.get(field) or {}
            held = manifest[field] or {}
            result[field] = {name: _covered(text, theirs.get(name)) for name, text in held.items()} if secret else _masked(held, field)
    return result


def _metadata(metadata: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in metadata.items() if key not in _NOISE}
    if annotations := kept.get("annotations"):
        kept["annotations"] = {key: _masked(value, key) for key, value in annotations.items() if key != _LAST_APPLIED}
    return kept


def _covered(text: Any, theirs: Any) -> str:
    """The length of what a Secret holds, base64 or not, and whether the other side holds something else."""
    length = _length(text)
    says = f"{length} byte" + ("" if length == 1 else "s")
    differs = theirs is not None and theirs != text and _length(theirs) == length
    return f"({says}, hidden, not those of Git)" if differs else f"({says}, hidden)"


def _length(text: Any) -> int:
    raw = str(text or "")
    try:
        return len(base64.b64decode(raw, validate=True))
    except (binascii.Error, ValueError):
        return len(raw.encode("utf-8", errors="replace"))


def _masked(value: Any, name: str) -> Any:
    if isinstance(value, Mapping):
        told = str(value.get("name", ""))
        # A container's environment: {name: DB_PASSWORD, value: ...}.
        if isinstance(value.get("value"), str) and _TELLING.search(told):
            value = {**value, "value": _hidden(value["value"])}
        return {key: _masked(inner, str(key)) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_masked(inner, name) for inner in value]
    if isinstance(value, str) and value and _TELLING.search(name):
        return _hidden(value)
    return value


def _hidden(text: str) -> str:
    return text if text.startswith("(") and text.endswith("hidden)") else f"({len(text)} characters, hidden)"
