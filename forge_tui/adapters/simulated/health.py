"""Health of live objects as Argo CD sees it (the rules of gitops-engine, as far as the simulation needs them)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from forge_tui.domain.application import Application, HealthStatus

Verdict = tuple[HealthStatus, str]

_WORST_FIRST = (
    HealthStatus.UNKNOWN,
    HealthStatus.DEGRADED,
    HealthStatus.MISSING,
    HealthStatus.PROGRESSING,
    HealthStatus.SUSPENDED,
    HealthStatus.HEALTHY,
)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The worst of all, Healthy when there is none."""
    return min(verdicts, key=lambda verdict: _WORST_FIRST.index(verdict[0]), default=(HealthStatus.HEALTHY, ""))


def health_of(manifest: Mapping[str, Any]) -> Verdict | None:
    """Health of an object, or None for kinds that have none."""
    rule = _RULES.get(manifest["kind"])
    return rule(manifest) if rule else None


def _status(manifest: Mapping[str, Any]) -> Mapping[str, Any]:
    return manifest.get("status") or {}


def _condition(manifest: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    return next((entry for entry in _status(manifest).get("conditions") or () if entry["type"] == kind), {})


def _replicas(manifest: Mapping[str, Any]) -> Verdict:
    status, wanted = _status(manifest), manifest["spec"].get("replicas", 1)
    ready = status.get("readyReplicas", 0)
    if status.get("observedGeneration") != manifest["metadata"].get("generation") or ready < wanted:
        return HealthStatus.PROGRESSING, f"Waiting for rollout to finish: {ready} of {wanted} updated replicas are available..."
    return HealthStatus.HEALTHY, ""


def _daemon_set(manifest: Mapping[str, Any]) -> Verdict:
    status = _status(manifest)
    ready, wanted = status.get("numberReady", 0), status.get("desiredNumberScheduled", 1)
    if ready < wanted:
        message = (
            f'Waiting for daemon set "{manifest["metadata"]["name"]}" rollout to finish: {ready} of {wanted} updated pods are available...'
        )
        return HealthStatus.PROGRESSING, message
    return HealthStatus.HEALTHY, ""


def _with_condition(kind: str) -> Callable[[Mapping[str, Any]], Verdict]:
    def rule(manifest: Mapping[str, Any]) -> Verdict:
        found = _condition(manifest, kind)
        if found.get("status") == "True":
            return HealthStatus.HEALTHY, str(found.get("message", ""))
        degraded = found.get("status") == "False"
        return HealthStatus.DEGRADED if degraded else HealthStatus.PROGRESSING, str(found.get("message", ""))

    return rule


def _job(manifest: Mapping[str, Any]) -> Verdict:
    if _condition(manifest, "Complete").get("status") == "True":
        return HealthStatus.HEALTHY, ""
    return HealthStatus.PROGRESSING, "Job is running"


def _claim(manifest: Mapping[str, Any]) -> Verdict:
    return (HealthStatus.HEALTHY if _status(manifest).get("phase") == "Bound" else HealthStatus.PROGRESSING), ""


def _crd(manifest: Mapping[str, Any]) -> Verdict:
    if _condition(manifest, "Established").get("status") == "True":
        return HealthStatus.HEALTHY, ""
    return HealthStatus.PROGRESSING, "CRD is not established"


def _service(manifest: Mapping[str, Any]) -> Verdict:
    if manifest["spec"].get("type") == "LoadBalancer" and not (_status(manifest).get("loadBalancer") or {}).get("ingress"):
        return HealthStatus.PROGRESSING, "waiting for an address"
    return HealthStatus.HEALTHY, ""


def _application(manifest: Mapping[str, Any]) -> Verdict:
    """The platform's own customization: Healthy only when settled, never Degraded."""
    application = Application.of(manifest)
    if application.settled:
        return HealthStatus.HEALTHY, ""
    return HealthStatus.PROGRESSING, f"{application.sync}, {application.health}: {application.health_message}".rstrip(": ")


_RULES: Mapping[str, Callable[[Mapping[str, Any]], Verdict]] = {
    "Deployment": _replicas,
    "StatefulSet": _replicas,
    "DaemonSet": _daemon_set,
    "Job": _job,
    "PersistentVolumeClaim": _claim,
    "CustomResourceDefinition": _crd,
    "Service": _service,
    "Application": _application,
    "ClusterSecretStore": _with_condition("Ready"),
    "SecretStore": _with_condition("Ready"),
    "ExternalSecret": _with_condition("Ready"),
    "Certificate": _with_condition("Ready"),
    "Issuer": _with_condition("Ready"),
    "ClusterIssuer": _with_condition("Ready"),
    "GatewayClass": _with_condition("Accepted"),
    "Gateway": _with_condition("Programmed"),
}
