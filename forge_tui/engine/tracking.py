"""The mark by which Argo CD knows what belongs to an Application (annotation tracking, its default since 3.0)."""

from __future__ import annotations

from forge_tui.domain.objects import Manifest, ObjectRef
from forge_tui.engine.names import ARGOCD_NAMESPACE, ROOT, TRACKING_ANNOTATION


def tracked(manifest: Manifest) -> Manifest:
    """A copy of what the root renders, as Argo CD would apply it: with the root's tracking id."""
    ref = ObjectRef.of(manifest, ARGOCD_NAMESPACE)
    annotations = dict(manifest["metadata"].get("annotations") or {})
    annotations[TRACKING_ANNOTATION] = f"{ROOT}:{ref.of_kind.group}/{ref.kind}:{ref.namespace}/{ref.name}"
    return manifest | {"metadata": manifest["metadata"] | {"namespace": ref.namespace, "annotations": annotations}}
