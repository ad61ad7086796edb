"""Every command and flag there is, once: parsing, help, FORGE_TUI_<NAME> and suggestions follow from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from forge_tui import argument_types as types


class Command(NamedTuple):
    """One word after forge-tui."""

    name: str
    title: str
    example: str
    positional: str = ""
    """What may stand after it: `ANSWERS`, `FILE`, `ID` or `NAME`."""
    required: bool = False
    flags: tuple[str, ...] = ()
    """Its own flags, besides the common ones."""


class Flag(NamedTuple):
    """One flag. Without `metavar` it is a switch."""

    name: str
    help: str
    metavar: str = ""
    convert: Callable[[str], Any] = types.given
    field: str = ""
    """Where it goes in Arguments, when that is not its name."""
    short: str = ""
    repeats: bool = False
    counts: bool = False
    negates: bool = False
    """The switch turns its field off."""

    @property
    def destination(self) -> str:
        """Field of Arguments."""
        return self.field or self.name.replace("-", "_")

    @property
    def variable(self) -> str:
        """The environment variable that says the same."""
        return f"FORGE_TUI_{self.name.upper().replace('-', '_')}"


def _path(text: str) -> Path:
    return Path(types.given(text))


WIZARD = "wizard"
"""What forge-tui does without a command; not a word of the command line."""

COMMANDS = {
    command.name: command
    for command in (
        Command(WIZARD, "ask what to install, then install it", "forge-tui answers.yaml", "ANSWERS", flags=("headless", "waive")),
        Command("install", "install without a screen", "forge-tui install answers.yaml", "ANSWERS", True, ("headless", "waive")),
        Command("check", "all problems of an answers file, without a cluster", "forge-tui check answers.yaml", "ANSWERS", True),
        Command(
            "plan",
            "what would be done; changes nothing",
            "forge-tui plan answers.yaml -o plan.json",
            "ANSWERS",
            True,
            ("out", "json", "images"),
        ),
        Command(
            "preflight",
            "check the cluster against the plan",
            "forge-tui preflight answers.yaml",
            "ANSWERS",
            True,
            ("list", "json", "waive"),
        ),
        Command("status", "components with sync, health and causes", "forge-tui status --watch", flags=("json", "watch")),
        Command("schema", "JSON Schema of answers files", "forge-tui schema > answers.schema.json"),
        Command("explain", "what a failure means and what to do", "forge-tui explain FT-203", "ID", flags=("json",)),
        Command("catalogue", "the components, what they need, their images", "forge-tui catalogue airm", "NAME", flags=("json", "graph")),
        Command("machines", "recorded clusters for --simulate", "forge-tui machines"),
        Command("console", "the screen of an installed platform", "forge-tui console"),
        Command("attach", "follow an install that runs elsewhere", "forge-tui attach"),
        Command("open", "show a support archive", "forge-tui open support.tar.gz", "FILE", True),
        Command("unseal", "open a sealed vault with its shares", "forge-tui unseal --share env:SHARE_1", flags=("share",)),
        Command("replay", "show a run again from its events", "forge-tui replay events.ndjson --speed 60", "FILE", True, flags=("speed",)),
    )
}

_OWN = (
    Flag("headless", "no screen, lines instead (the same as: forge-tui install)"),
    Flag("out", "save the plan; --plan FILE enforces it", "FILE", _path, short="o"),
    Flag("json", "print JSON"),
    Flag("images", "only the container images of the plan, with the components that use them"),
    Flag("list", "name all checks, without a cluster"),
    Flag("graph", "print the graph, of one component with NAME", "svg|mermaid|dot", types.graph),
    Flag("watch", "go on until stopped"),
    Flag("share", "a share of the vault's key: env:NAME, file:PATH or fd:NUMBER; repeatable", "REFERENCE", repeats=True),
    Flag("waive", "go on although this check fails; forge-tui preflight --list names them; repeatable", "CHECK", repeats=True),
    Flag("speed", "so many times faster than the run was; 0: without pauses", "N", types.speed),
)

_COMMON = (
    Flag("kubeconfig", "how to reach the cluster (default: as kubectl)", "FILE", _path),
    Flag("context", "context of the kubeconfig", "NAME"),
    Flag("simulate", "a recorded cluster instead of a real one", "MACHINE[,speed=60]", types.simulation),
    Flag("set", "one answer, as in tls.mode=self-signed; repeatable", "A.B=C", repeats=True),
    Flag("plan", "refuse to install anything but this saved plan (exit code 4)", "FILE", _path),
    Flag("output", "plain, or json: the events as JSON lines", "plain|json", types.output),
    Flag("junit", "write the result as JUnit XML", "FILE", _path),
    Flag("events", "write the events as JSON lines", "FILE", _path),
    Flag("timeout", "give up after this time; the cluster goes on (default: 45m)", "TIME", types.limit_s, "timeout_s"),
    Flag("patience", "time for a failure that does not heal by itself (default: 60s)", "TIME", types.duration_s, "patience_s"),
    Flag("no-accelerate", "leave the order to Argo CD's waves", field="accelerate", negates=True),
    Flag("no-crds-first", "leave the CRDs to Argo CD (slower)", field="crds_first", negates=True),
    Flag("mirror", "fetch charts from TO where FROM is meant; repeatable", "FROM=TO", types.mirror, repeats=True),
    Flag("helm", "the helm program (default: from PATH)", "FILE"),
    Flag("charts", "own copy of the folders charts/ and root/", "DIR", _path),
    Flag("state-dir", "where journals, plans and reports go", "DIR", _path),
    Flag("cache-dir", "where fetched charts are kept", "DIR", _path),
    Flag("yes", "do not ask for confirmation"),
    Flag("no-color", "no colours (also NO_COLOR)"),
    Flag("ascii", "no characters outside ASCII"),
    Flag("theme", "colours of the screen", "dark|light|contrast|ansi", types.theme),
    Flag("linear", "questions and progress as lines, not as a screen"),
    Flag("verbose", "tell more; -vv also tells tracebacks", convert=types.verbosity, short="v", counts=True),
)

FLAGS = {flag.name: flag for flag in (*_OWN, *_COMMON)}
COMMON = tuple(flag.name for flag in _COMMON)


def flags_of(command: Command) -> tuple[Flag, ...]:
    """Its own flags and the common ones."""
    return tuple(FLAGS[name] for name in (*command.flags, *COMMON))
