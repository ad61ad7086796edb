"""Journeys of an operator at a real terminal, on a simulated cluster: keys in, a screen out, the terminal as before at the end."""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from forge_tui.domain.event_format import to_document
from tests.journeys.terminal import Terminal
from tests.screens.finished import HOSTILE, LONG_NAMES

pytestmark = pytest.mark.screen

HEALS = """
name: heals
title: an image that somebody brings after three minutes
base: small
faults:
  - {component: metallb, kind: ImagePullBackOff, until_s: 180, message: "rpc error: code = NotFound desc = not found"}
"""
COLOUR = re.compile(rb"\x1b\[(?:\d+;)*(?:3[0-7]|4[0-7]|9[0-7]|10[0-7]|38|48)(?:;\d+)*m")
ENDS_WITHIN_S = 15.0


@pytest.fixture
def operator(tmp_path: Path) -> Path:
    """The home of an operator with an answers file."""
    (tmp_path / "answers.yaml").write_text("version: 1\ndomain: demo.example\n")
    return tmp_path


def installing(
    operator: Path, speed: str, *more: str, columns: int = 80, rows: int = 24, machine: str = "small", **variables: str
) -> Terminal:
    arguments = ["answers.yaml", "--yes", "--simulate", f"{machine},speed={speed}", *more]
    return Terminal(arguments, operator, columns=columns, rows=rows, environment=variables)


def test_without_colour_and_mouse_on_80x24_from_nothing_to_the_handover(tmp_path: Path) -> None:
    with Terminal(["--simulate", "small,speed=0"], tmp_path, environment={"NO_COLOR": "1"}) as terminal:
        terminal.sees("nodes      3 of 3 ready")
        for title in ("Domain", "Class for single-node volumes", "Components,", "Registry mirror", "Type small to install"):
            terminal.press("ctrl+n")
            terminal.sees(title)
        terminal.press("ctrl+n")
        terminal.misses("q Leave")
        terminal.press(*"small")
        terminal.sees("enter installs")
        terminal.press("enter")
        terminal.sees("ADDRESSES")
        terminal.sees("● Pass  ▲ Warn  ● Pass")
        terminal.press("tab", "enter")
        password = re.search(r"password\s+(\w{16,})", terminal.sees("password  "))
        assert password is not None
        terminal.press("escape")
        terminal.misses(password[1])
        terminal.press("o")
        terminal.sees("Unlock")
        terminal.press("q")
        assert terminal.ends() == 0
        assert terminal.restored
        assert not COLOUR.search(terminal.written)


def test_detached_the_install_goes_on_as_lines(operator: Path) -> None:
    with installing(operator, "60") as terminal:
        terminal.until(lambda text: re.search(r"[1-9]\d*/\d+ ready", text), "the first components")
        terminal.press("q")
        terminal.sees("Leave the screen?")
        terminal.press("d")
        assert terminal.ends(within_s=120) == 0
        assert terminal.restored
        said = terminal.written.rpartition(b"\x1b[?1049l")[2].decode()
        assert "detached: the install goes on here" in said
        assert "Done" in said


def test_a_failure_is_read_and_retried_until_it_is_gone(operator: Path) -> None:
    (operator / "heals.yaml").write_text(HEALS)
    with installing(operator, "60", "--patience", "30m", machine="./heals.yaml") as terminal:
        terminal.sees("metallb")
        terminal.sees("FT-203")
        terminal.press("n", "enter")
        terminal.sees("not found")
        assert "do" in terminal.text
        terminal.press("r")
        terminal.sees("metallb")
        terminal.press("enter")
        terminal.sees("ADDRESSES", within_s=120)
        terminal.press("q")
        assert terminal.ends() == 0


def test_the_window_may_shrink_and_grow_while_it_runs(operator: Path) -> None:
    with installing(operator, "20", columns=200, rows=60) as terminal:
        terminal.until(lambda text: re.search(r"[1-9]\d*/\d+ ready", text), "the first components")
        terminal.resize(60, 15)
        small = terminal.until(lambda text: text.startswith(" forge-tui") and re.search(r"Leave|Help$", text), "the small screen")
        assert "ready" in small
        terminal.resize(200, 60)
        terminal.until(lambda text: any(len(line) > 150 for line in text.splitlines()[:-5]) and "q Leave" in text, "the large screen again")
        terminal.press("q", "s")
        assert terminal.ends(within_s=ENDS_WITHIN_S) == 130
        assert terminal.restored


def sent(number: signal.Signals) -> Callable[[Terminal], None]:
    return lambda terminal: terminal.send(number)


def asked_twice(terminal: Terminal) -> None:
    terminal.press("ctrl+c")
    terminal.sees("Leave the screen?")
    terminal.press("ctrl+c")


@pytest.mark.parametrize(
    "end",
    [asked_twice, sent(signal.SIGINT), sent(signal.SIGTERM), sent(signal.SIGHUP)],
    ids=["ctrl+c twice", "SIGINT", "SIGTERM", "SIGHUP"],
)
def test_whatever_ends_it_the_terminal_is_restored(end: Callable[[Terminal], None], operator: Path) -> None:
    with installing(operator, "1") as terminal:
        terminal.sees("fetch and verify charts")
        end(terminal)
        assert terminal.ends(within_s=ENDS_WITHIN_S) == 130
        assert terminal.restored


@pytest.mark.parametrize("looks", [(), ("--ascii",)], ids=["plain", "ascii"])
def test_hostile_events_reach_the_terminal_as_letters(looks: tuple[str, ...], tmp_path: Path) -> None:
    lines = [json.dumps(to_document(stamped)) + "\n" for stamped in LONG_NAMES]
    assert "52;c;" in HOSTILE
    (tmp_path / "events.ndjson").write_text("".join(lines))
    with Terminal(["replay", "events.ndjson", "--speed", "0", *looks], tmp_path) as terminal:
        terminal.sees("6/6 ready")
        terminal.press("end", "enter")
        terminal.press("q")
        assert terminal.ends() == 0
        # Textual itself sets the shape of the mouse pointer.
        written = bytes(terminal.written).replace(b"\x1b]22;default\x07", b"")
    for harmful in (b"\x1b]", b"\x07", "\x9b".encode(), "\u202e".encode()):
        assert harmful not in written
    if looks:
        shown = re.sub(rb"\x1b\[[0-9;?$<>=]*[A-Za-z]", b"", written)
        assert shown.isascii()


def test_without_a_cluster_the_reason_is_told_and_a_way_to_look_around(tmp_path: Path) -> None:
    with Terminal(["attach"], tmp_path, environment={"KUBECONFIG": str(tmp_path / "none")}) as terminal:
        assert terminal.ends() == 6
        assert terminal.restored
        assert b"FT-" in terminal.written
