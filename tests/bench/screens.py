"""The screens on a real pseudo-terminal: the first frame, events and keys until they are seen, memory."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.results import Result, Sample, Table, goal, milliseconds
from tests.bench.screens_load import COMPONENTS, EVENTS_PER_S, RESOURCES_EACH, name_of, p95
from tests.bench.screens_program import MARK

FRAME_GOAL_S, EVENT_GOAL_S, KEY_GOAL_S, MEMORY_GOAL_MB = 0.350, 0.250, 0.050, 150.0
LIMIT_S = 60.0
CLIENTS = ("kubernetes", "hvac", "pyhelm3", "aiohttp", "dulwich")
REPOSITORY = Path(__file__).parents[2]
_TEXTUAL = "from textual.app import App; from textual.screen import Screen; from textual.widgets import Footer, Input, Select, Static"
_FRAME = b"forge-tui"
"""Of the first frame."""
_WIZARD = b"1 Cluster"
"""Of the wizard's."""
_MARK = re.compile(MARK.encode() + rb"(\d{9,20})(?!\d)")


@dataclass
class Child:
    """A program on a terminal of its own, read as bytes."""

    process: subprocess.Popen[bytes]
    master: int
    content: bytearray = field(default_factory=bytearray)
    ages_s: dict[bytes, float] = field(default_factory=dict)
    """How old each notice was when it was first read."""

    def until(self, wanted: Callable[[bytearray], object], within_s: float = LIMIT_S) -> float:
        """Read until the content is as wanted; the moment of it. Raises OSError."""
        end_s = time.monotonic() + within_s
        while not wanted(self.content):
            if time.monotonic() > end_s or not self.read(end_s - time.monotonic()):
                raise OSError(f"the screen does not show what is waited for: {bytes(self.content[-300:])!r}")
        return time.monotonic()

    def read(self, within_s: float) -> bool:
        """Take what is there, waiting for it; False at the end of time or program."""
        ready, _, _ = select.select([self.master], [], [], max(0.0, within_s))
        if not ready:
            return False
        try:
            read = os.read(self.master, 1 << 20)
        except OSError:
            return False
        now_ns = time.monotonic_ns()
        begin = max(0, len(self.content) - len(MARK) - 20)
        self.content += read
        for made in _MARK.findall(self.content, begin):
            self.ages_s.setdefault(bytes(made), (now_ns - int(made)) / 1e9)
        return bool(read)

    def peak_mb(self) -> float:
        """Largest resident size so far."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]


@contextmanager
def running(command: Sequence[str], home: Path, **variables: str) -> Iterator[Child]:
    """Start a program on a terminal of 120 by 40."""
    master, slave = pty.openpty()
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
    environment |= {"PYTHONPATH": str(REPOSITORY)} | variables
    process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, cwd=home, env=environment, start_new_session=True)
    os.close(slave)
    try:
        yield Child(process, master)
    finally:
        process.kill()
        process.wait()
        os.close(master)


def measure(*, quick: bool) -> Result:
    """All figures; the goals are judged by them."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        frame = _first_frame(home, rounds=3 if quick else 9)
        event_s, key_s, peak_mb = _under_load(home, seconds=5.0 if quick else 20.0)
        clients = _clients_before_the_first_frame(home)
    rows = (
        ("first frame, from the start", milliseconds(frame["screen"].middle), "", ""),
        ("the wizard's questions, from the start", milliseconds(frame["wizard"].middle), "", ""),
        ("python -c 'import textual ...', more than python", milliseconds(frame["textual"].minus(frame["bare"]).middle), "", ""),
        _row("first frame, beyond the import of Textual", _beyond(frame).middle, FRAME_GOAL_S),
        _row(f"event to screen, 95 of 100 ({len(event_s)} events)", p95(event_s), EVENT_GOAL_S),
        _row(f"key to screen, 95 of 100 ({len(key_s)} keys)", p95(key_s), KEY_GOAL_S),
        ("peak memory (resident)", f"{peak_mb:.0f} MB", f"<= {MEMORY_GOAL_MB:.0f} MB", goal(peak_mb, MEMORY_GOAL_MB)),
        ("cluster clients imported before the first frame", ", ".join(clients) or "none", "none", goal(len(clients), 0)),
    )
    load = f"{COMPONENTS:,} applications with {RESOURCES_EACH} resources each, {EVENTS_PER_S} events a second"
    remark = f"A real pseudo-terminal of 120 by 40, read as bytes. Events, keys and memory: the install tree with {load}."
    return Result("screens", (Table(("screens", "median or 95 of 100", "goal", ""), rows),), (remark,))


def _row(name: str, value_s: float, limit_s: float) -> tuple[str, ...]:
    return name, milliseconds(value_s), f"<= {milliseconds(limit_s)}", goal(value_s, limit_s)


def _beyond(frame: dict[str, Sample]) -> Sample:
    return frame["screen"].minus(frame["textual"].minus(frame["bare"]))


def _first_frame(home: Path, rounds: int) -> dict[str, Sample]:
    """From the start of the process until the frame can be read, beside the start of Python and of Textual."""
    found: dict[str, list[float]] = {"bare": [], "textual": [], "screen": [], "wizard": []}
    for number in range(rounds + 1):
        times = {"bare": _ended_s("pass", home), "textual": _ended_s(_TEXTUAL, home)}
        began_s = time.monotonic()
        with running([sys.executable, "-m", "forge_tui", "--simulate", "small"], home) as child:
            times["screen"] = child.until(_contains(_FRAME)) - began_s
            times["wizard"] = child.until(_contains(_WIZARD)) - began_s
        if number:
            for name, value in times.items():
                found[name].append(value)
    return {name: Sample(tuple(values)) for name, values in found.items()}


def _ended_s(code: str, home: Path) -> float:
    began_s = time.monotonic()
    subprocess.run([sys.executable, "-c", code], cwd=home, check=True, timeout=LIMIT_S)
    return time.monotonic() - began_s


def _clients_before_the_first_frame(home: Path) -> list[str]:
    """The interpreter tells each import on the terminal itself, so the order against the frame is seen."""
    with running([sys.executable, "-m", "forge_tui"], home, PYTHONPROFILEIMPORTTIME="1", KUBECONFIG=str(home / "none")) as child:
        child.until(_contains(_FRAME))
        before = bytes(child.content).partition(_FRAME)[0]
    return [client for client in CLIENTS if re.search(rb"\|\s+" + client.encode() + rb"\s", before)]


def _under_load(home: Path, seconds: float) -> tuple[list[float], list[float], float]:
    """Event to screen, key to screen, and memory."""
    with running([sys.executable, "-m", "tests.bench.screens_program", str(COMPONENTS)], home) as child:
        child.until(_MARK.search)
        for key in (b"o", b"\x1b"):  # the tab of resources stays open in the details
            os.write(child.master, key)
            _read_for(child, 1.0)
        begin_ns = time.monotonic_ns()
        keys = list[float]()
        end_s, number = time.monotonic() + seconds, 0
        while time.monotonic() < end_s and number < COMPONENTS // 12:
            number += 1
            child.content.clear()
            began_s = time.monotonic()
            os.write(child.master, b"\x1b[B")
            keys.append(child.until(_contains(name_of(number).encode())) - began_s)
            _read_for(child, 0.15)
        return [age_s for made, age_s in child.ages_s.items() if int(made) > begin_ns], keys, child.peak_mb()


def _contains(wanted: bytes) -> Callable[[bytearray], bool]:
    return lambda content: wanted in content


def _read_for(child: Child, seconds: float) -> None:
    end_s = time.monotonic() + seconds
    while (left_s := end_s - time.monotonic()) > 0:
        child.read(left_s)
