"""The image of a container cannot be pulled."""

from __future__ import annotations

from forge_tui.engine.cause import Cause, Sighting
from forge_tui.engine.evidence import Evidence, waiting_containers

_REASONS = ("ImagePullBackOff", "ErrImagePull", "InvalidImageName", "ErrImageNeverPull", "ImageInspectError", "RegistryUnavailable")


def _image(pod: dict[str, object], container: str) -> str:
    spec = pod["spec"]
    assert isinstance(spec, dict)
    for entry in [*(spec.get("initContainers") or ()), *(spec.get("containers") or ())]:
        if entry["name"] == container:
            return str(entry.get("image", ""))
    return ""


def _recognise(evidence: Evidence) -> Sighting | None:
    for pod in evidence.pods:
        for container, reason, message, _ in waiting_containers(pod):
            if reason in _REASONS:
                metadata = pod["metadata"]
                return Sighting(
                    f"Pod {metadata['namespace']}/{metadata['name']}",
                    f"{reason}: image {_image(pod, container)}" + (f" ({message})" if message else ""),
                    f"Check the image and registry.mirror, then: kubectl -n {metadata['namespace']} delete pod {metadata['name']}",
                )
    return None


CAUSE = Cause(
    id="FT-203",
    title="An image cannot be pulled",
    meaning="A node asked a registry for an image and did not get it: the name or tag is wrong, the registry is unreachable "
    "or wants a login, or the mirror lacks the image.",
    remedy="Check the image's name, registry.mirror and registry credentials; pull it by hand on a node.",
    heals=False,
    recognise=_recognise,
)
