"""Runs the real program against a lab, as a user would, and reads what it says."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from forge_tui.domain.events import RunFinished, Stamped, from_document
from tests.lab.build import binary
from tests.lab.chart_server import ChartServer
from tests.lab.control_plane import Lab

ANSWERS = "version: 1\ndomain: forge.example\nprofile: small\n"


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

    def kill(self) -> None:
        """SIGKILL: nothing of the process gets a chance to tidy up."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def finish(self) -> Finished:
        """Read to the end."""
        for _ in self:
            pass
        code = self.process.wait()
        return Finished(code, self.events, self.stderr_file.read_text(errors="replace"), time.monotonic() - self.started_s)


@dataclass
class Installer:
    """One operator's machine: answers, state and cache of their own."""

    lab: Lab
    charts: ChartServer
    directory: Path
    answers: str = ANSWERS
    environment: dict[str, str] = field(default_factory=dict)

    def command(self, *arguments: str) -> list[str]:
        """The program with the lab's addresses."""
        return [sys.executable, "-m", "forge_tui", *arguments]

    def options(self) -> list[str]:
        """What an operator of this lab types besides."""
        mirrors = [f"--mirror={pair}" for pair in self.charts.mirrors]
        state = ["--state-dir", str(self.directory / "state"), "--cache-dir", str(self.directory / "cache")]
        return ["--kubeconfig", str(self.lab.kubeconfig), *state, *mirrors]

    def variables(self) -> dict[str, str]:
        """The environment of the program: nothing of this process's but what it needs."""
        path = os.environ["PATH"]
        root = str(Path(__file__).parents[2])
        return {"PATH": path, "HOME": str(self.directory), "FORGE_TUI_HELM": str(binary("helm")), "PYTHONPATH": root} | self.environment

    def start(self, *more: str, answers: str | None = None) -> Running:
        """Begin a headless install."""
        self.directory.mkdir(parents=True, exist_ok=True)
        file = self.directory / "answers.yaml"
        file.write_text(answers if answers is not None else self.answers)
        stderr_file = self.directory / "stderr.txt"
        command = self.command("--headless", str(file), "--output", "json", *self.options(), *more)
        with stderr_file.open("w") as stderr:
            process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=stderr, text=True, env=self.variables(), cwd=self.directory, start_new_session=True
            )
        return Running(process, stderr_file, time.monotonic())

    def install(self, *more: str, answers: str | None = None) -> Finished:
        """A headless install to its end."""
        return self.start(*more, answers=answers).finish()

    def run(self, *arguments: str, options: Sequence[str] | None = None) -> subprocess.CompletedProcess[str]:
        """Another command to its end."""
        chosen = self.options() if options is None else options
        return subprocess.run(
            self.command(*arguments, *chosen), capture_output=True, text=True, env=self.variables(), cwd=self.directory, check=False
        )
