"""Answers that are wrong: refused with 2, with cause and remedy, before anybody looks for a cluster."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.installation import ANSWERS, Program, Said

CANARY = "hunter2-canary-7f3a"
BOMB = "version: 1\na: &a [x, x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\ndomain: forge.example\n"


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path / "operator")


def refused_answers(program: Program, text: str) -> Said:
    return program.say("--headless", str(program.answers_file(text)), "--simulate", "small,speed=0")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (f"{ANSWERS}domian: x\n", "domian"),
        (ANSWERS.replace("small", "[1, 2]"), "profile"),
        (ANSWERS.replace("small", "enormous"), "enormous"),
        ("version: 1\n", "domain"),
        (f"{ANSWERS}components: {{disable: [openbao]}}\n", "openbao"),
    ],
    ids=["unknown key", "wrong type", "unknown word", "nothing answered", "a component that others need is off"],
)
def test_wrong_answers_are_named_and_end_with_2(program: Program, text: str, named: str) -> None:
    said = refused_answers(program, text)
    assert said.exit_code == 2, said.text
    assert named in said.text
    assert said.explains("FT-003") or said.explains("FT-005"), said.text


def test_a_check_that_does_not_exist_is_refused_before_a_cluster_is_asked(program: Program) -> None:
    file = program.answers_file(ANSWERS)
    said = program.say("--headless", str(file), "--kubeconfig", "nowhere", "--waive", "storge")
    assert said.exit_code == 2, said.text
    assert said.explains("FT-001"), said.text
    assert "did you mean storage?" in said.text


def test_all_problems_are_told_at_once_with_line_and_column(program: Program) -> None:
    said = refused_answers(program, "version: 1\ndomain: 7\nprofile: tiny\nsorage: {}\n")
    assert said.exit_code == 2
    assert all(place in said.text for place in (":2:", ":3:", ":4:")), said.text


@pytest.mark.parametrize("key", ["password", "adminPassword", "token"])
def test_a_secret_written_into_the_answers_is_refused_and_not_repeated(program: Program, key: str) -> None:
    said = refused_answers(program, f"{ANSWERS}openbao: {{{key}: {CANARY}}}\n")
    assert said.exit_code == 2
    assert key in said.text
    assert CANARY not in said.text


def alias_bomb(directory: Path) -> Path:
    file = directory / "bomb.yaml"
    file.write_text(BOMB)
    return file


def two_megabytes(directory: Path) -> Path:
    file = directory / "big.yaml"
    file.write_text(f"# {'x' * 2_000_000}\n{ANSWERS}")
    return file


def dangling_link(directory: Path) -> Path:
    file = directory / "dangling.yaml"
    file.symlink_to("nowhere.yaml")
    return file


def not_yaml(directory: Path) -> Path:
    file = directory / "broken.yaml"
    file.write_text("version: [1\n")
    return file


def binary_file(directory: Path) -> Path:
    file = directory / "binary.yaml"
    file.write_bytes(bytes(range(256)))
    return file


@pytest.mark.parametrize("make", [alias_bomb, two_megabytes, dangling_link, not_yaml, binary_file, lambda directory: directory])
def test_a_file_that_cannot_be_answers_is_refused_with_2(program: Program, tmp_path: Path, make: Callable[[Path], Path]) -> None:
    said = program.say("--headless", str(make(tmp_path)), "--simulate", "small,speed=0")
    assert said.exit_code == 2, said.text
    assert said.explains("FT-002"), said.text
