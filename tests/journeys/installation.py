"""Runs the real program as a user would, with or without a lab, and reads what it says."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from forge_tui.adapters.catalogue_file import load_catalogue
from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.event_format import from_document
from forge_tui.domain.events import (
    RunFinished,
    Stamped,
)
from tests.lab.build import binary
from tests.lab.chart_server import ChartServer
from tests.lab.control_plane import Lab
from tests.lab.processes import DIES_WITH_PARENT

ANSWERS = "version: 1\ndomain: forge.example\nprofile: small\n"
REPOSITORY = Path(__file__).parents[2]
CORE = frozenset({"argocd", "gitea", "openbao", "cert-manager", "metallb", "gateway-api", "external-secrets", "external-secrets-config"})
"""What journeys install that are not about the whole platform: the foundation, CRDs, webhooks and secrets, in two waves."""


@cache
def catalogue() -> Catalogue:
    """The catalogue of this checkout."""
    return load_catalogue(REPOSITORY)


def defaults() -> frozenset[str]:
    """Components that are installed when nobody says otherwise."""
    return frozenset(component.name for component in catalogue() if component.default_enabled)


@cache
def core_answers() -> str:
    """ANSWERS for nothing but CORE."""
    return f"{ANSWERS}components: {json.dumps({'disable': sorted(defaults() - CORE)})}\n"


@dataclass(frozen=True)
class Said:
    """All that a program printed, and how it ended."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def text(self) -> str:
        """Both streams."""
        return self.stdout + self.stderr

    def explains(self, failure: str) -> bool:
        """Whether it tells this failure with cause, remedy and id, and no traceback."""
        parts = ("    why ", "    do ", f"    id      {failure} ")
        return all(part in self.text for part in parts) and "Traceback" not in self.text


@dataclass(frozen=True)
class Finished:
    """A process that has ended."""

    exit_code: int
    events: list[Stamped]
    stderr: str
    seconds: float

    @property
    def end(self) -> RunFinished:
        """The last event."""
        last = self.events[-1].event
        assert isinstance(last, RunFinished), last
        return last

    def of_type(self, type_: str) -> list[Any]:
        """Every event of a type, in order."""
        return [stamped.event for stamped in self.events if stamped.event.type == type_]


@dataclass
class Running:
    """A process whose events can be read as they come."""

    process: subprocess.Popen[str]
    stderr_file: Path
    started_s: float
    events: list[Stamped] = field(default_factory=list)

    def __iter__(self) -> Iterator[Stamped]:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            try:
                stamped = from_document(json.loads(line))
            except ValueError:
                continue  # a line cut by SIGKILL
            self.events.append(stamped)
            yield stamped

    def until(self, wanted: Callable[[Stamped], bool]) -> Stamped | None:
        """The first event that fits, or None when the stream ends before."""
        return next((stamped for stamped in self if wanted(stamped)), None)

    def until_event(self, type_: str, name: str = "") -> Stamped:
        """The first event of a type, of a step or component where one is named; fails when there is none."""

        def fits(stamped: Stamped) -> bool:
            event: Any = stamped.event
            return event.type == type_ and name in ("", getattr(event, "step", None), getattr(event, "component", None))

        found = self.until(fits)
        assert found is not None, f"no {type_} {name}; the last events: {self.events[-5:]} {self.stderr_file.read_text()[-500:]}"
        return found

    def send(self, number: signal.Signals) -> None:
        """A signal to the program alone, as an operator or a supervisor sends it."""
        self.process.send_signal(number)

    def kill(self) -> None:
        """SIGKILL: nothing of the process gets a chance to tidy up."""
        self.process.kill()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()

    def finish(self, *, kill_after_s: float | None = None) -> Finished:
        """Read to the end, or to its death by SIGKILL when it takes longer than `kill_after_s`."""
        timer = threading.Timer(kill_after_s, self.process.kill) if kill_after_s is not None else None
        if timer is not None:
            timer.start()
        for _ in self:
            pass
        code = self.process.wait()
        if timer is not None:
            timer.cancel()
            timer.join()
        if self.process.stdout is not None:
            self.process.stdout.close()
        return Finished(code, self.events, self.stderr_file.read_text(errors="replace"), time.monotonic() - self.started_s)


@dataclass
class Program:
    """forge-tui on one operator's machine."""

    directory: Path
    environment: dict[str, str] = field(default_factory=dict)
    started: list[Running] = field(default_factory=list, repr=False)

    def command(self, *arguments: str) -> list[str]:
        """The program as a process."""
        return [sys.executable, "-m", "forge_tui", *arguments]

    def variables(self) -> dict[str, str]:
        """The environment of the program: nothing of this process's but what it needs."""
        own = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.directory),
            "FORGE_TUI_HELM": str(binary("helm")),
            "PYTHONPATH": str(REPOSITORY),
        }
        return own | self.environment

    def answers_file(self, text: str) -> Path:
        """An answers file in this operator's directory."""
        self.directory.mkdir(parents=True, exist_ok=True)
        file = self.directory / "answers.yaml"
        file.write_text(text)
        return file

    def say(self, *arguments: str) -> Said:
        """Run a command to its end."""
        self.directory.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            self.command(*arguments), capture_output=True, text=True, env=self.variables(), cwd=self.directory, check=False, timeout=300
        )
        return Said(done.returncode, done.stdout, done.stderr)

    def begin(self, *arguments: str) -> Running:
        """Start a command that prints events."""
        stderr_file = self.directory / "stderr.txt"
        with stderr_file.open("w") as stderr:
            process = subprocess.Popen(
                [*DIES_WITH_PARENT, *self.command(*arguments, "--output", "json")],
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
                env=self.variables(),
                cwd=self.directory,
                start_new_session=True,
            )
        self.started.append(Running(process, stderr_file, time.monotonic()))
        return self.started[-1]

    def end_all(self) -> None:
        """Kill what a failed test has left running."""
        for running in self.started:
            running.kill()

    def children(self) -> list[str]:
        """Command lines of processes that were started with this operator's home and still run."""
        mark = f"HOME={self.directory}\0".encode()
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (place / "environ").read_bytes() + b"\0":
                    found.append((place / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
            except OSError:
                continue  # it has ended
        return [line for line in found if line]


class Installer(Program):
    """An operator with a lab as the cluster: answers (for CORE unless given), state and cache of their own."""

    def __init__(
        self, lab: Lab, charts: ChartServer, directory: Path, answers: str = "", environment: dict[str, str] | None = None
    ) -> None:
        super().__init__(directory, environment or {})
        self.lab, self.charts, self.answers = lab, charts, answers or core_answers()
        self.kubeconfig, self.mirrors = lab.kubeconfig, charts.mirrors
        self.state, self.cache = directory / "state", directory / "cache"

    def options(self) -> list[str]:
        """What an operator of this lab types besides."""
        mirrors = [f"--mirror={pair}" for pair in self.mirrors]
        return ["--kubeconfig", str(self.kubeconfig), "--state-dir", str(self.state), "--cache-dir", str(self.cache), *mirrors]

    def start(self, *more: str, answers: str | None = None) -> Running:
        """Begin a headless install."""
        file = self.answers_file(answers if answers is not None else self.answers)
        return self.begin("--headless", str(file), *self.options(), *more)

    def install(self, *more: str, answers: str | None = None) -> Finished:
        """A headless install to its end."""
        return self.start(*more, answers=answers).finish()

    def say_install(self, *more: str, answers: str | None = None) -> Said:
        """A headless install to its end, as people read it."""
        file = self.answers_file(answers if answers is not None else self.answers)
        return self.say("--headless", str(file), *self.options(), *more)

    def run(self, *arguments: str, options: Sequence[str] | None = None) -> Said:
        """Another command to its end."""
        return self.say(*arguments, *(self.options() if options is None else options))
