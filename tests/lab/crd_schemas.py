"""CustomResourceDefinitions of a wanted size: valid structural schemas that accept any resource, the same on every run.

The size matters because it is what makes real ones hard: annotations over 262144 bytes, slow discovery, long diffs.
"""

import json
import random
from typing import Any

Schema = dict[str, Any]

WORDS = (
    *("amber", "basalt", "cinder", "dapple", "ember", "fennel", "gossamer", "harbor", "indigo", "juniper", "kelp", "lattice"),
    *("marble", "nimbus", "opal", "pewter", "quartz", "russet", "saffron", "timber", "umber", "velvet", "willow", "yarrow"),
)
PHRASES = (
    "Optional and kept as given when the controller does not know it.",
    "The value is compared byte for byte; white space at both ends counts.",
    "When left out, the default of the running version applies and is written to the status.",
    "Changing this after creation has no effect on objects that exist already.",
    "More info: the documentation of this component, chapter on the field above.",
    "Must hold for every entry of the list, otherwise the object is refused as a whole.",
)
OPEN = "x-kubernetes-preserve-unknown-fields"


def definition(facts: dict[str, Any], *, keep: bool) -> dict[str, Any]:
    """Build a CRD of about `facts["jsonBytes"]` bytes as compact JSON.

    Fields that are not in the schema are accepted everywhere, and the generated names are ones that no real resource has.
    """
    crd = _frame(facts, keep=keep)
    versions = crd["spec"]["versions"]
    room = (facts["jsonBytes"] - size_of(crd)) // len(versions)
    for version in versions:
        source = random.Random(f"{facts['group']}/{facts['kind']}/{version['name']}")
        specification = version["schema"]["openAPIV3Schema"]["properties"]["spec"]
        if room > 100:
            specification["properties"] = _properties(source, room - 16, depth=0)
    return crd


def size_of(manifest: dict[str, Any]) -> int:
    """Return its size as compact JSON in bytes."""
    return len(json.dumps(manifest, separators=(",", ":")))


def _frame(facts: dict[str, Any], *, keep: bool) -> dict[str, Any]:
    names = {key: facts[key] for key in ("kind", "plural", "singular", "shortNames", "categories") if key in facts}
    metadata: dict[str, Any] = {"name": f"{facts['plural']}.{facts['group']}"}
    annotations = {"helm.sh/resource-policy": "keep"} if keep else {}
    if facts["group"].endswith((".k8s.io", ".kubernetes.io")):
        # The API server refuses these protected groups without it.
        annotations["api-approved.kubernetes.io"] = "https://example.invalid/stand-in"
    if annotations:
        metadata["annotations"] = annotations
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": metadata,
        "spec": {
            "group": facts["group"],
            "names": {**names, "listKind": f"{facts['kind']}List"},
            "scope": "Cluster" if facts["scope"] == "Cluster" else "Namespaced",
            "versions": [_version(version) for version in facts["versions"]],
        },
    }


def _version(facts: dict[str, Any]) -> dict[str, Any]:
    properties = {
        "apiVersion": {"type": "string"},
        "kind": {"type": "string"},
        "metadata": {"type": "object"},
        "spec": {"type": "object", OPEN: True},
        "status": {"type": "object", OPEN: True},
    }
    version = {key: facts[key] for key in ("name", "served", "storage")}
    if facts.get("deprecated"):
        version["deprecated"] = True
    subresources: dict[str, Any] = {"status": {}} if facts.get("status") else {}
    if facts.get("scale"):
        subresources["scale"] = {"specReplicasPath": ".spec.replicas", "statusReplicasPath": ".status.replicas"}
    if subresources:
        version["subresources"] = subresources
    return {**version, "schema": {"openAPIV3Schema": {"type": "object", OPEN: True, "properties": properties}}}


def _properties(source: random.Random, room: int, *, depth: int) -> Schema:
    """Fill `room` bytes with properties, nesting while there is room and depth."""
    made: Schema = {}
    while room > 160:
        name = f"{source.choice(WORDS)}{source.choice(WORDS).title()}{source.choice(WORDS).title()}"
        if name in made:
            continue
        nested = depth < 6 and room > 1200 and source.random() < 0.4
        made[name] = _branch(source, min(room, source.randint(800, max(801, room // 2))), depth) if nested else _leaf(source)
        room -= len(name) + 4 + size_of(made[name])
    return made


def _branch(source: random.Random, room: int, depth: int) -> Schema:
    inner = {"type": "object", "properties": _properties(source, room - 180, depth=depth + 1)}
    described = {"description": _description(source, 1)}
    return {**described, "type": "array", "items": inner} if source.random() < 0.3 else {**described, **inner}


def _leaf(source: random.Random) -> Schema:
    kinds: tuple[Schema, ...] = (
        {"type": "string"},
        {"type": "boolean"},
        {"type": "integer", "format": "int64"},
        {"type": "string", "enum": source.sample(WORDS, 3)},
        {"type": "array", "items": {"type": "string"}},
        {"type": "object", "additionalProperties": {"type": "string"}},
    )
    return {"description": _description(source, source.randint(1, 4)), **source.choice(kinds)}


def _description(source: random.Random, sentences: int) -> str:
    return " ".join(source.choice(PHRASES) for _ in range(sentences))
