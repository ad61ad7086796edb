"""What each answer will change in the cluster, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping

from forge_tui.domain.answers_fields import Path

_EFFECTS: Mapping[Path, str] = {
    ("cluster", "kubeconfig"): "Changes nothing in the cluster: it only says how this machine gets there.",
    ("cluster", "context"): "Decides which cluster is changed; nothing is until you confirm.",
    ("domain",): "The gateway serves *.DOMAIN, and every address of the platform ends with it.",
    ("tls", "mode"): "Decides who writes the Secret that the gateway serves TLS with.",
    ("tls", "secretName"): "The gateway in namespace kgateway-system reads its certificate from this Secret.",
    ("tls", "certificate"): "The file's content becomes tls.crt of the Secret; this machine reads it once.",
    ("tls", "key"): "The file's content becomes tls.key of the Secret; it is never logged and goes nowhere else.",
    ("tls", "acme"): "cert-manager gets an Issuer, and asks that server for a certificate of *.DOMAIN.",
    ("storage", "readWriteOnce"): "Claims of databases, Gitea and OpenBao ask for this class.",
    ("storage", "local"): "Claims of object storage and metrics ask for this class.",
    ("storage", "readWriteMany"): "Claims that several nodes mount at once ask for this class.",
    ("profile",): "Sets replicas, requests and the size of volumes of every component.",
    ("components",): "Each component that is on becomes an Application of Argo CD, in a namespace of its own.",
    ("components", "values"): "Values go to the Git repository in the cluster and win over the profile's.",
    ("airm",): "Becomes values of the AIRM components.",
    ("registry",): "Image references of every component are pointed at this registry.",
    ("delivery",): "Decides where this machine reads the charts; Argo CD always reads them from the Gitea in the cluster.",
    ("openbao",): "Decides how OpenBao is initialised; it cannot be changed afterwards without a new vault.",
    ("loadBalancer", "mode"): "With metallb, MetalLB and an address pool are installed.",
    ("loadBalancer", "pool"): "MetalLB answers for these addresses; nobody else may use them.",
    ("ask",): "Changes nothing in the cluster: it is for installs without a screen.",
}


def effect(path: Path) -> str:
    """The sentence for an answer, or for the section around it; empty when there is none."""
    for length in range(len(path), 0, -1):
        if (found := _EFFECTS.get(path[:length])) is not None:
            return found
    return ""
