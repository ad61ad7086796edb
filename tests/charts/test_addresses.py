"""What the catalogue tells people to open is what the routes serve."""

from __future__ import annotations

import pytest

from tests.charts.helm_program import HelmProgram
from tests.charts.rendered_charts import every_chart
from tests.charts.rendered_root import CATALOGUE

pytestmark = pytest.mark.helm


def test_every_route_of_a_component_is_an_address_of_the_catalogue(helm: HelmProgram) -> None:
    routed: dict[str, set[str]] = {}
    for name, manifest in every_chart(helm, options=True).own("small"):
        if manifest["kind"] == "HTTPRoute":
            routed.setdefault(name, set()).update(manifest["spec"]["hostnames"])
    # Its route leads whatever has no other from http to https.
    assert routed.pop("kgateway-config") == {"example.com", "*.example.com"}
    told = {
        name: {f"{it['host']}.example.com" for it in entry["addresses"]}
        for name, entry in CATALOGUE["components"].items()
        if "addresses" in entry
    }
    assert told == routed
