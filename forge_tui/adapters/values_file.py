"""Writes values for Git: equal values give equal bytes, so that nothing is committed twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def dump_values(values: Mapping[str, Any]) -> bytes:
    """YAML with sorted keys, no aliases, and quotes around every text that a reader could take for another type.

    Raises:
        TypeError: A value is none of the JSON types; names its place.
    """
    import yaml

    from forge_tui.adapters.kubernetes_yaml import KubernetesDumper

    text = yaml.dump(plain(values), Dumper=KubernetesDumper, sort_keys=True, allow_unicode=True, default_flow_style=False, width=1000)
    return str(text).encode()


def plain(value: Any, place: str = "values") -> Any:
    """Frozen mappings, tuples and enums as the JSON types they stand for."""
    match value:
        case None | bool():
            return value
        case str():
            return str(value)
        case int():
            return int(value)
        case float():
            return float(value)
        case Mapping():
            return {str(key): plain(inner, f"{place}.{key}") for key, inner in value.items()}
        case Sequence() if not isinstance(value, bytes | bytearray):
            return [plain(inner, f"{place}[{index}]") for index, inner in enumerate(value)]
    raise TypeError(f"{place} is a {type(value).__name__}, which a values file cannot hold")
