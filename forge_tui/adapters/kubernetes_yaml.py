"""YAML as Helm and Kubernetes read it: PyYAML by itself would make dates, sexagesimal numbers and other texts of it."""

from __future__ import annotations

import re
from typing import Any

import yaml

_SIGNS = list("-+0123456789.")
_INT = re.compile(r"^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+)$")
_FLOAT = re.compile(
    r"^(?:[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?|[-+]?\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$"
)


class KubernetesLoader(yaml.CSafeLoader):
    """Gives JSON types only."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own way; add_implicit_resolver copies it
        first: [(tag, expression) for tag, expression in pairs if tag.rpartition(":")[2] in ("bool", "null", "merge")]
        for first, pairs in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


def _number(loader: KubernetesLoader, node: yaml.ScalarNode) -> float | int:
    """Go writes a whole number without a point, whatever its type: 1e+06 in a template is the integer 1000000."""
    number = float(str(loader.construct_scalar(node)).replace("_", "").lower().replace(".inf", "inf").replace(".nan", "nan"))
    return int(number) if number.is_integer() else number


KubernetesLoader.add_implicit_resolver("tag:yaml.org,2002:int", _INT, _SIGNS)
KubernetesLoader.add_implicit_resolver("tag:yaml.org,2002:float", _FLOAT, _SIGNS)
KubernetesLoader.add_constructor("tag:yaml.org,2002:float", _number)


class KubernetesDumper(yaml.CSafeDumper):
    """Quotes every text that some reader would take for a number; writes no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        """Anchors are legal, but people who read the file in Git do not expect them."""
        return True


def _text(dumper: KubernetesDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


KubernetesDumper.add_representer(str, _text)
# A commit such as 12e4...: a text for PyYAML, a number for Helm. So is 0o17.
KubernetesDumper.add_implicit_resolver("tag:yaml.org,2002:float", _FLOAT, _SIGNS)
KubernetesDumper.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?0o[0-7_]+$"), _SIGNS)


def load(text: str | bytes) -> Any:
    """One document. Raises yaml.YAMLError."""
    return yaml.load(text, Loader=KubernetesLoader)  # noqa: S506 - a safe loader with fewer types


def load_all(text: str | bytes) -> list[Any]:
    """All documents that are not empty. Raises yaml.YAMLError."""
    return [document for document in yaml.load_all(text, Loader=KubernetesLoader) if document]
