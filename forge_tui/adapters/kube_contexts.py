"""The contexts that the kubeconfig names, without loading a cluster client."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from forge_tui.adapters.kube_config import files_of
from forge_tui.domain.facts import ContextFacts
from forge_tui.domain.failures import KubeconfigInvalid
from forge_tui.domain.sanitise import clean_line

IN_CLUSTER = ContextFacts("in-cluster", "", current=True)


async def contexts(kubeconfig: Path | None) -> Sequence[ContextFacts]:
    """Contexts of this file, or of the usual ones; the current one first, then by name.

    Raises:
        KubeconfigInvalid: There is no such file, or it is none.
    """
    return await asyncio.to_thread(_contexts, kubeconfig)


def _contexts(kubeconfig: Path | None) -> Sequence[ContextFacts]:
    paths = files_of(kubeconfig)
    if not paths:
        return (IN_CLUSTER,)
    # As kubectl merges them: the first file that names something wins.
    files = [_loaded(path) for path in paths]
    current = next((str(file["current-context"]) for file in files if file.get("current-context")), "")
    servers = _named(files, "clusters", "cluster")
    found = [
        ContextFacts(name, str(servers.get(str(context.get("cluster")), {}).get("server", "")), name == current)
        for name, context in _named(files, "contexts", "context").items()
    ]
    if not found:
        raise KubeconfigInvalid(f"{paths[0]} names no context")
    return tuple(sorted(found, key=lambda entry: (not entry.current, entry.name)))


def _loaded(path: Path) -> Mapping[str, Any]:
    import yaml

    try:
        document = yaml.load(path.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # both are safe
    except OSError as error:
        raise KubeconfigInvalid(f"{path} cannot be read: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise KubeconfigInvalid(f"{path} is not YAML") from None
    if not isinstance(document, Mapping):
        raise KubeconfigInvalid(f"{path} is not a kubeconfig")
    return document


def _named(files: Sequence[Mapping[str, Any]], section: str, key: str) -> dict[str, Mapping[str, Any]]:
    entries = [entry for file in reversed(files) for entry in file.get(section) or () if isinstance(entry, Mapping)]
    return {clean_line(entry.get("name", ""), 253): entry.get(key) or {} for entry in entries}
