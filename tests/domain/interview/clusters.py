"""A cluster and a small catalogue that tests of the interview talk about."""

from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.component import Component, Dependency, Strength
from forge_tui.domain.facts import ClusterFacts, NodeFacts, StorageFacts

LOCAL = StorageFacts("local-path", "rancher.io/local-path", default=True, local=True)
SHARED = StorageFacts("multinode", "nfs.csi.k8s.io", shared=True)
SMALL = ClusterFacts(
    "small",
    "https://small.cluster.example:6443",
    "v1.34.1",
    nodes=tuple(NodeFacts(f"node-{number}", 16, 64) for number in (1, 2, 3)),
    storage_classes=(LOCAL, SHARED),
)


def component(name: str, *needs: str, wave: int = 0, on: bool = True, layer: str = "platform") -> Component:
    edges = tuple(Dependency(parent, Strength.HARD, "service", f"its {parent}") for parent in needs)
    return Component(name, name.title(), layer, name, f"charts/{name}", "1.0.0", wave, default_enabled=on, depends_on=edges)


CATALOGUE = Catalogue(
    {
        entry.name: entry
        for entry in (
            component("base", layer="foundation"),
            component("queue", "base", wave=1),
            component("shop", "queue", wave=2),
            component("panel", "base", wave=1, on=False),
            component("extra", "panel", wave=2, on=False),
            component("alone"),
        )
    }
)
