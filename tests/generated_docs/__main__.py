"""`python -m tests.generated_docs`: writes the generated pages again; without helm, docs/sizes.md and charts/*/ci stay as they are."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from tests.charts.helm_program import find_helm
from tests.generated_docs import ROOT, measured_pages, pages
from tests.lab.build import binary


def write(wanted: Mapping[str, str]) -> None:
    """Write what differs, and name it."""
    for name, text in wanted.items():
        path = ROOT / name
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
            sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    if find_helm() is None and binary("helm").exists():
        os.environ["FORGE_TUI_HELM"] = str(binary("helm"))
    if find_helm():
        write(measured_pages())
    else:
        sys.stderr.write("docs/sizes.md and charts/*/ci are left as they are: there is no helm\n")
    write(pages())
