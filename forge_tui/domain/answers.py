"""What the operator wants: one model that drives the wizard, the answers file, --set, the schema and the documentation."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from forge_tui.domain import answers_types as types
from forge_tui.domain.answers_section import Section
from forge_tui.domain.answers_site import Cluster, LoadBalancer, Storage, Tls
from forge_tui.domain.answers_software import Airm, Components, Delivery, OpenBao, Registry
from forge_tui.domain.answers_types import answer, section
from forge_tui.domain.component import Profile

VERSION = 1

SectionName = Literal[
    "cluster", "domain", "tls", "storage", "profile", "components", "airm", "registry", "delivery", "openbao", "loadBalancer"
]


def _whole_number(value: Any) -> Any:
    """True and 1.0 equal 1 in Python, not in a file."""
    if type(value) is int:
        return value
    raise ValueError(f"is not a version that this forge-tui reads ({VERSION})")


class Answers(Section):
    """All answers. `version` and `domain` have no default; everything else has."""

    version: Annotated[Literal[1], BeforeValidator(_whole_number)] = Field(
        title="Version",
        description="Version of this format.",
        examples=[VERSION],
        json_schema_extra={"kind": "version"},
    )
    cluster: Cluster = section(Cluster, title="Cluster", help="Which cluster to install on.")
    domain: types.Domain = Field(
        title="Domain",
        description="DNS name of the platform; its services get names below it. Lower case, at most 200 characters.",
        examples=["ai.example.com"],
        json_schema_extra={"kind": "text", "maxLength": 200, "pattern": r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$"},
    )
    tls: Tls = section(Tls, title="TLS", help="Where the certificate of the domain comes from.")
    storage: Storage = section(Storage, title="Storage", help="Storage class for each role. Empty: the cluster's default class.")
    profile: Profile = answer(
        title="Profile",
        help="Size of the install: replicas, memory and volumes of every component.",
        kind="choice",
        examples=["small"],
        default=Profile.MEDIUM,
    )
    components: Components = section(Components, title="Components", help="Which components get installed, and with which values.")
    airm: Airm = section(Airm, title="AIRM", help="AMD Resource Manager: version and first setup.")
    registry: Registry = section(Registry, title="Registry", help="Mirror for container images.")
    delivery: Delivery = section(Delivery, title="Delivery", help="Where charts and images come from.")
    openbao: OpenBao = section(OpenBao, title="OpenBao", help="How the vault is sealed, and who can open it.")
    load_balancer: LoadBalancer = section(LoadBalancer, title="Load balancer", help="Who gives addresses to the gateway.")
    ask: tuple[SectionName, ...] = answer(
        title="Ask for",
        help="Sections to ask for even when the install runs without a screen.",
        kind="list",
        examples=[["tls"]],
        default=(),
    )


def normalised(answers: Answers) -> dict[str, Any]:
    """What decides the plan, as JSON types: without `cluster` and `ask`, and with lists of components in order of name."""
    plain = answers.model_dump(mode="json", by_alias=True, exclude={"cluster", "ask"})
    for name in ("enable", "disable"):
        plain["components"][name] = sorted(plain["components"][name])
    return plain


def json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of an answers file, for editors and for the documentation."""
    schema = Answers.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:forge-tui:answers:{VERSION}",
        **schema,
        "title": "Answers of forge-tui",
        "description": "What to install and how. version and domain are needed, everything else has a default.",
    }
