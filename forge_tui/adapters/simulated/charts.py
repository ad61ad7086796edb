"""The simulated chart source: the bundle's own files, at the pace of the machine."""

from __future__ import annotations

from pathlib import Path

from forge_tui.adapters.bundle_files import chart_files
from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.failures import ChartSourceUnreachable
from forge_tui.ports import Clock, Progress, VendoredCharts


class SimulatedChartSource:
    """`ports.ChartSource` without a network: upstream dependencies are never fetched, since nothing renders them."""

    def __init__(self, bundle: Path, clock: Clock, *, seconds: float) -> None:
        """`bundle` holds charts/ and root/; `seconds` is what fetching all of them takes."""
        self._bundle = bundle
        self._clock = clock
        self._seconds = seconds

    async def vendor(self, catalogue: Catalogue, progress: Progress) -> VendoredCharts:
        """See the port. Raises ChartSourceUnreachable when the bundle lacks the root chart."""
        if not (self._bundle / "root" / "values.yaml").is_file():
            raise ChartSourceUnreachable(f"{self._bundle} holds no root chart")
        folders = ["root", *(component.chart for component in catalogue)]
        files: dict[str, bytes] = {}
        for done, folder in enumerate(folders, start=1):
            files |= _files(self._bundle, folder)
            await self._clock.sleep(self._seconds / len(folders))
            progress(f"{folder} is verified", done, len(folders))
        return VendoredCharts(self._bundle, files)


def _files(bundle: Path, folder: str) -> dict[str, bytes]:
    return {f"{folder}/{path}": place.read_bytes() for path, place in chart_files(bundle / folder)}
