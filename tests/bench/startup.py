"""How long a user waits for the first answer: the program's start against Python's own."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.bench.results import Result, Sample, Table, goal, milliseconds

ANSWERS = "version: 1\ndomain: demo.example\n"
START_GOAL_S = 0.060
COMMAND_GOAL_S = 0.300
LIMIT_S = 30.0


def measure(*, quick: bool) -> Result:
    """`--version`, `check` and `plan`, each right after a bare Python."""
    rounds = 5 if quick else 15
    with tempfile.TemporaryDirectory() as folder:
        answers = Path(folder) / "answers.yaml"
        answers.write_text(ANSWERS)
        program = str(Path(sys.prefix) / "bin" / "forge-tui")
        commands = {
            "bare": [sys.executable, "-c", "pass"],
            "version": [program, "--version"],
            "check": [program, "check", str(answers)],
            "plan": [program, "plan", str(answers)],
        }
        samples = _interleaved(commands, rounds, Path(folder))
    bare, version = samples["bare"], samples["version"]
    rows = (
        _row("python -c pass", bare.least, bare.middle, None),
        _row("forge-tui --version", version.least, version.middle, None),
        _row("forge-tui --version, more than python", version.least - bare.least, version.minus(bare).middle, START_GOAL_S),
        _row("forge-tui check answers.yaml", samples["check"].least, samples["check"].middle, COMMAND_GOAL_S),
        _row("forge-tui plan answers.yaml", samples["plan"].least, samples["plan"].middle, COMMAND_GOAL_S),
    )
    remark = f"{rounds} rounds of all four commands in turn; the goal is judged by the median. The program is the console script"
    return Result("startup", (Table(("command", "minimum", "median", "goal", ""), rows),), (f"{remark} of the running environment.",))


def _interleaved(commands: Mapping[str, Sequence[str]], rounds: int, home: Path) -> dict[str, Sample]:
    """Round after round, so that a busy moment of the machine burdens all commands alike; one unmeasured round fills the caches."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(home)}
    times: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            before_s = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, env=environment, cwd=home, check=True, timeout=LIMIT_S)
            if number:
                times[name].append(time.perf_counter() - before_s)
    return {name: Sample(tuple(values)) for name, values in times.items()}


def _row(name: str, least_s: float, middle_s: float, limit_s: float | None) -> tuple[str, ...]:
    judged = ("", "") if limit_s is None else (f"<= {milliseconds(limit_s)}", goal(middle_s, limit_s))
    return name, milliseconds(least_s), milliseconds(middle_s), *judged
