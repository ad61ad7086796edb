"""How many events a second the program can tell and show, and how much memory a whole run takes."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from forge_tui.adapters.real_clock import RealClock
from forge_tui.domain.events import (
    FORMAT_VERSION,
    ComponentApplied,
    ComponentBlocked,
    ComponentObserved,
    ComponentReady,
    Event,
    Listed,
    RunStarted,
    Stamped,
)
from forge_tui.domain.redact import Redactor
from forge_tui.domain.view import RunView, fold
from forge_tui.engine.journal import Narrator
from tests.bench.results import Result, Sample, Table
from tests.bench.startup import ANSWERS

SIZES = (50, 1000)
SECRETS = 30
OBSERVATIONS = 6
LIMIT_S = 120
LAUNCHER = """\
import os, signal, sys
process = os.fork()
if not process:
    signal.alarm(int(sys.argv[1]))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.execv(sys.argv[2], sys.argv[2:])
_, status, usage = os.wait4(process, 0)
print(usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def measure(*, quick: bool) -> Result:
    """Events per second of the fold and of the narrator; peak memory of a simulated install."""
    rounds = 3 if quick else 7
    streams = [list(_stream(size)) for size in SIZES]
    rows = (
        ("events of the stream", *(f"{len(stream):,}" for stream in streams)),
        ("fold into the view", *(_rate(_folded_s, stream, rounds) for stream in streams)),
        ("narrator with redaction", *(_rate(_told_s, stream, rounds) for stream in streams)),
    )
    rates = Table(("", *(f"{size:,} components" for size in SIZES)), rows)
    memory = Table(("peak memory (resident)", "MB"), tuple((name, f"{peak:.0f}") for name, peak in _memory()))
    remark = f"Rates are those of the fastest of {rounds} rounds on one core. The redactor knows {SECRETS} secrets."
    return Result("fold", (rates, memory), (remark,))


def _stream(size: int) -> Iterator[Event]:
    """A whole run: each component is applied, observed a few times, blocked by a pod and ready."""
    names = [f"component-{number}" for number in range(size)]
    listed = tuple(Listed(name, "platform", number % 5, tuple(names[:number][-1:]), 40.0) for number, name in enumerate(names))
    server = "https://10.0.0.5:6443"
    yield RunStarted(FORMAT_VERSION, "0", "bench", "install", "bench", server, "0" * 64, ("charts", "rollout"), listed, 600.0)
    yield from (ComponentApplied(name) for name in names)
    for look in range(OBSERVATIONS):
        yield from (ComponentObserved(name, "Synced", "Progressing", f"{look} of {OBSERVATIONS} replicas are available") for name in names)
    yield from (ComponentBlocked(name, (f"Deployment {name} 0/1", f"Pod {name}-7d9c5: ContainerCreating")) for name in names)
    yield from (ComponentReady(name, 40.0) for name in names)


def _folded_s(events: Sequence[Event]) -> float:
    stamped = [Stamped(seq, BEGIN + timedelta(milliseconds=seq), event) for seq, event in enumerate(events, start=1)]
    view, before_s = RunView(), time.perf_counter()
    for one in stamped:
        view = fold(view, one)
    taken_s = time.perf_counter() - before_s
    if view.ready != view.total:
        raise AssertionError(f"{view.ready} of {view.total} ready at the end of the stream")
    return taken_s


def _told_s(events: Sequence[Event]) -> float:
    heard: list[Stamped] = []
    narrator = Narrator(RealClock(), Redactor(f"secret-{number}-{'x' * 24}" for number in range(SECRETS)), [heard.append])
    before_s = time.perf_counter()
    for event in events:
        narrator.emit(event)
    taken_s = time.perf_counter() - before_s
    if len(heard) != len(events):
        raise AssertionError("the narrator lost events")
    return taken_s


def _rate(measured_s: Callable[[Sequence[Event]], float], events: Sequence[Event], rounds: int) -> str:
    times = Sample(tuple(measured_s(events) for _ in range(rounds)))
    return f"{len(events) / times.least:,.0f} events/s"


def _memory() -> Iterator[tuple[str, float]]:
    """(what, peak in MB) of whole processes."""
    with tempfile.TemporaryDirectory() as folder:
        answers = Path(folder) / "answers.yaml"
        answers.write_text(ANSWERS)
        program = [str(Path(sys.prefix) / "bin" / "forge-tui"), "--headless", str(answers), "--simulate"]
        yield "python -c pass", _peak_mb([sys.executable, "-c", "pass"], Path(folder))
        yield "simulated headless install, machine small", _peak_mb([*program, "small,speed=0"], Path(folder))


def _peak_mb(command: Sequence[str], home: Path) -> float:
    """Largest resident size of one process, as the kernel accounts for it when it is reaped.

    A process counts from its fork, so it is forked by a small one and not by this one.
    """
    environment = {"PATH": os.environ["PATH"], "HOME": str(home)}
    launch = [sys.executable, "-S", "-c", LAUNCHER, str(LIMIT_S), *command]
    peak = subprocess.run(launch, stdout=subprocess.PIPE, text=True, env=environment, cwd=home, check=True).stdout
    return int(peak) / (1024 * 1024 if sys.platform == "darwin" else 1024)
