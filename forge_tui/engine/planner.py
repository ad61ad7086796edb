"""From answers, catalogue and charts to a plan. Pure: equal input gives an equal plan, byte for byte."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.plan import Plan, Step
from forge_tui.engine import answered
from forge_tui.engine.names import STORAGE_COMPONENT
from forge_tui.engine.unused_answers import refuse_impossible

_STEPS = (
    Step("charts", "fetch and verify charts", "prepare", (), 5.0),
    Step("lease", "take the lease of this cluster", "prepare", ("charts",), 1.0),
    Step("secrets", "namespaces and first secrets", "foundation", ("lease",), 1.0),
    Step("crds", "apply all CRDs before Argo CD watches", "foundation", ("lease",), 5.0),
    Step("crds-established", "wait until the CRDs are served", "foundation", ("crds",), 10.0),
    Step("install-openbao", "install OpenBao", "foundation", ("secrets",), 30.0),
    Step("install-gitea", "install Gitea", "foundation", ("secrets",), 40.0),
    Step("install-argocd", "install Argo CD", "foundation", ("secrets", "crds"), 5.0),
    Step("vault", "initialise, unseal and seed OpenBao", "vault", ("install-openbao",), 5.0),
    Step("push", "push charts and values to Gitea", "handover to Git", ("install-gitea",), 5.0),
    Step("root", "create the root Application", "handover to Git", ("push", "install-argocd"), 2.0),
    Step("rollout", "bring up the components", "rollout", ("root",), 0.0),
    Step("verify", "compare the cluster with the plan", "verify", ("rollout", "vault", "crds-established"), 5.0),
    Step("handover", "hand over", "verify", ("verify",), 1.0),
)
_STORAGE = Step("install-storage", "install a class of volumes", "foundation", ("secrets",), 2.0)
_CERTIFICATE = Step("certificate", "put the certificate into the cluster", "foundation", ("lease",), 1.0)
_WITH_CLAIMS = ("install-openbao", "install-gitea")


def make_plan(answers: Mapping[str, Any], catalogue: Catalogue, digests: Mapping[str, str]) -> Plan:
    """Put what the answers ask for into an order.

    Args:
        answers: Normalised answers (`forge_tui.domain.answers.normalised`).
        catalogue: All components, checked.
        digests: Component, and `root`, to the SHA-256 of its chart folder.

    Raises:
        SelectionInvalid: The choice of components contradicts itself.
    """
    refuse_impossible(answers)
    enabled, reasons = answered.select(answers, catalogue)
    versions = answered.version_of(answers, enabled)
    chosen = Catalogue({c.name: replace(c, version=versions.get(c.name, c.version)) for c in enabled})
    return Plan(
        answers=answers,
        catalogue=chosen,
        charts={name: digests[name] for name in ("root", *chosen.components)},
        steps=_steps(answers, chosen),
        root_values=root_values(answers, catalogue, chosen),
        switched=reasons,
    )


def _steps(answers: Mapping[str, Any], enabled: Catalogue) -> tuple[Step, ...]:
    """Those of every plan, and those that only some need: a class for the foundation's claims, a certificate from files."""
    storage = STORAGE_COMPONENT in enabled
    certificate = answers["tls"]["mode"] == "files"
    found: list[Step] = []
    for step in _STEPS:
        if step.name == "install-openbao":
            found += ([_STORAGE] if storage else []) + ([_CERTIFICATE] if certificate else [])
        if storage and step.name in _WITH_CLAIMS:
            found.append(replace(step, after=(_STORAGE.name,)))
        elif certificate and step.name == "root":
            found.append(replace(step, after=(*step.after, _CERTIFICATE.name)))
        else:
            found.append(step)
    return tuple(found)


def root_values(answers: Mapping[str, Any], catalogue: Catalogue, enabled: Catalogue) -> dict[str, Any]:
    """What the answers say, as values of the root chart: an overlay of root/values.yaml."""
    overrides = answered.overrides(answers)
    components = {
        component.name: {"enabled": component.name in enabled, "overrides": overrides.get(component.name, {})} for component in catalogue
    }
    return {
        "profile": answers["profile"],
        "global": {
            "domain": answers["domain"],
            "storageClasses": dict(answers["storage"]),
            "tls": {"mode": answers["tls"]["mode"], "secretName": answers["tls"]["secretName"]},
            "openbao": {"seal": answers["openbao"]["seal"]},
        },
        "components": components,
    }
