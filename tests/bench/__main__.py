"""`python -m tests.bench`: measure, print, and write docs/performance-results.md and the figures in docs/performance.md."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from tests.bench import charts, crds, fold, lab, machine, screens, startup
from tests.bench.installs import InstallFailed
from tests.bench.results import Result, with_block
from tests.lab.build import LabUnavailable

DOCS = Path(__file__).parents[2] / "docs"
PARTS: dict[str, Callable[..., Result]] = {
    "startup": startup.measure,
    "fold": fold.measure,
    "charts": charts.measure,
    "screens": screens.measure,
    "lab": lab.measure,
    "crds": crds.measure,
}
TITLE = "# What the bench found\n\nWritten by `make bench`; [performance.md](performance.md) says how each part is measured.\n"


def main() -> int:
    """Measure the parts that were asked for; what they found before stays for the others."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", type=_parts, default=tuple(PARTS), metavar="PART,PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--quick", action="store_true", help="fewer rounds; prints, and writes nothing")
    options = parser.parse_args()
    missing = 0
    for part in options.only:
        load = machine.load()
        try:
            result = PARTS[part](quick=options.quick)
        except (LabUnavailable, InstallFailed, OSError) as error:
            print(f"{part}: not measured: {error}", file=sys.stderr)
            missing = 1
            continue
        text = result.text(machine.described(load))
        print(f"\n{part.upper()}\n\n{text}", flush=True)
        if not options.quick:
            _write(part, text)
    return missing


def _parts(text: str) -> tuple[str, ...]:
    found = tuple(text.split(","))
    if unknown := set(found) - set(PARTS):
        raise argparse.ArgumentTypeError(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    return found


def _write(part: str, text: str) -> None:
    for name, empty in (("performance-results.md", TITLE), ("performance.md", "# Performance\n")):
        place = DOCS / name
        page = place.read_text() if place.exists() else empty
        place.write_text(with_block(page, part, text))


if __name__ == "__main__":
    sys.exit(main())
