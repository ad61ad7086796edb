"""What single answers mean for components: which they switch on or off, and which values these get."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from forge_tui.domain.answer_switches import listed, switches
from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.failures import SelectionInvalid

Answers = Mapping[str, Any]
Values = dict[str, Any]


def select(answers: Answers, catalogue: Catalogue) -> tuple[Catalogue, dict[str, str]]:
    """The enabled components; and of those that an answer switched, which answer.

    Raises:
        SelectionInvalid: The choice contradicts itself, or another answer.
    """
    chosen = answers["components"]
    found = listed(switches(partial(_at, answers)), catalogue, chosen.get("enable", ()), chosen.get("disable", ()))
    if found.problems:
        raise SelectionInvalid("; ".join(found.problems), remedy="Take it out of the list, or change the other answer.")
    try:
        return catalogue.select(found.enable, found.disable), found.reasons
    except SelectionInvalid as error:
        named = [f"{answer} switches {name} {'on' if name in found.enable else 'off'}" for name, answer in sorted(found.reasons.items())]
        raise SelectionInvalid("; ".join([error.message, *named]), remedy=error.remedy) from None


def overrides(answers: Answers) -> dict[str, Values]:
    """Values of components that follow from answers; what stands in components.values wins over them."""
    demo, tls = answers["airm"]["demo"], answers["tls"]
    organisation, cluster = demo["organisation"], demo["cluster"]
    found: dict[str, Values] = {
        "airm": {"version": answers["airm"]["version"], "organisation": organisation, "cluster": cluster},
        "airm-config": {"organisation": organisation, "cluster": cluster, "project": demo["project"], "user": {"name": demo["user"]}},
        "keycloak": {"realm": {"firstUser": demo["user"]}},
        # Metrics are found by these names, so they are AIRM's.
        "amd-gpu-operator-config": {"metrics": {"organisation": organisation, "cluster": cluster}},
        "otel-lgtm-stack": {"clusterName": cluster},
        "openbao-config": {"unseal": {"threshold": answers["openbao"]["threshold"]}},
    }
    if tls["mode"] == "acme":
        found["cert-manager-config"] = {"acme": dict(tls["acme"])}
    if answers["loadBalancer"]["mode"] == "metallb":
        found["metallb-config"] = {"pool": ["".join(entry.split()) for entry in answers["loadBalancer"]["pool"]]}
    for name, values in answers["components"].get("values", {}).items():
        found[name] = _laid_over(found.get(name, {}), values)
    return found


def version_of(answers: Answers, catalogue: Catalogue) -> dict[str, str]:
    """Component to the version that an answer chose.

    Raises:
        SelectionInvalid: The catalogue has no such version.
    """
    wanted = answers["airm"]["version"]
    if "airm" not in catalogue or not catalogue["airm"].versions:
        return {}
    known = catalogue["airm"].versions
    if wanted not in known:
        raise SelectionInvalid(f"airm.version is {wanted}, and the charts have {', '.join(known)}", remedy="Answer one of these.")
    return {"airm": wanted}


def _at(answers: Answers, path: tuple[str, ...]) -> Any:
    for key in path:
        answers = answers[key]
    return answers


def _laid_over(base: Mapping[str, Any], values: Mapping[str, Any]) -> Values:
    """Mappings merge, everything else is replaced."""
    result = dict(base)
    for key, value in values.items():
        there = result.get(key)
        result[key] = _laid_over(there, value) if isinstance(there, Mapping) and isinstance(value, Mapping) else value
    return result
