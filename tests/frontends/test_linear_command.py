"""`forge-tui` without a screen to ask on: numbered prompts, then plain lines; or the lines of a headless run."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from forge_tui import cli
from tests.engine.platform import bundle_in


class Terminal(io.StringIO):
    """Text that says it comes from, or goes to, a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Flags of a simulation of seven components; the folder is empty and current."""
    monkeypatch.chdir(tmp_path)
    return ["--simulate", "small,speed=0", "--charts", str(bundle_in(tmp_path / "bundle")), "--state-dir", str(tmp_path / "state")]


def said(monkeypatch: pytest.MonkeyPatch, lines: str, argv: list[str], *, out: io.StringIO | None = None) -> tuple[int, str]:
    """Exit code and what went to standard output."""
    stdout = out or Terminal()
    monkeypatch.setattr(sys, "stdin", Terminal(lines))
    monkeypatch.setattr(sys, "stdout", stdout)
    monkeypatch.setenv("TERM", "dumb")
    return cli.run(argv), stdout.getvalue()


def test_a_dumb_terminal_asks_and_installs_in_lines(small: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    code, text = said(monkeypatch, "\n\n\n\n\nsmall\n", small)
    assert code == 0, text
    assert "Step 6 of 6: Review" in text
    assert "delta" in text.rpartition("to install")[2]
    assert "\x1b" not in text


def test_answers_of_a_file_are_filled_in_and_asked_about(small: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    Path("answers.yaml").write_text("version: 1\ndomain: ai.example.com\nprofile: large\n")
    code, text = said(monkeypatch, "q\n", ["answers.yaml", *small])
    assert code == 130
    code, text = said(monkeypatch, "\n\n\n\nq\n", ["answers.yaml", *small])
    assert "1. Domain: ai.example.com\n" in text
    assert "1. Profile: large\n" in text


@pytest.mark.parametrize("more", [["--yes"], ["--output", "json"]])
def test_who_says_yes_or_reads_json_is_not_asked(more: list[str], small: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    Path("answers.yaml").write_text("version: 1\ndomain: ai.example.com\nprofile: small\n")
    code, text = said(monkeypatch, "", ["answers.yaml", *more, *small])
    assert code == 0
    assert "Step 1 of 6" not in text


def test_without_a_terminal_an_answers_file_is_installed_as_it_is(small: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    Path("answers.yaml").write_text("version: 1\ndomain: ai.example.com\nprofile: small\n")
    code, text = said(monkeypatch, "", ["answers.yaml", *small], out=io.StringIO())
    assert code == 0
    assert "Step 1 of 6" not in text


def test_with_neither_terminal_nor_answers_it_says_what_is_missing(
    small: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert cli.run(small) == 2
    told = capsys.readouterr().err
    assert "there is no terminal to ask on, and no answers file" in told
    assert "forge-tui --simulate small" in told


def test_the_end_of_input_is_a_way_to_leave(small: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(monkeypatch, "\n", small)[0] == 130
