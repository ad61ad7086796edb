"""Commands for a platform that is there, without a screen: attach, open, unseal, console, replay."""

import json
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from forge_tui import cli
from forge_tui.domain.archive import EVENTS, FOLDER
from forge_tui.domain.errors import ExitCode
from forge_tui.domain.event_format import to_document
from tests.domain.streams import FAILED

SIMULATED = ("--simulate", "small,speed=0")


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = cli.run(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "support.tar.gz"
    events = "".join(json.dumps(to_document(stamped)) + "\n" for stamped in FAILED).encode()
    with tarfile.open(path, "w:gz") as tar:
        for name, content in ((f"{FOLDER}/{EVENTS}", events), (f"{FOLDER}/logs/\x1b[31m.txt", b"x"), ("../evil", b"y")):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, BytesIO(content))
    return path


def test_attach_to_a_cluster_where_nobody_installs_says_so_and_ends(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "attach", *SIMULATED)
    assert code == ExitCode.COMPONENT_FAILED
    assert "nobody installs on this cluster now" in out


def test_attach_gives_events_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = said(capsys, "attach", *SIMULATED, "--output", "json")
    documents = [json.loads(line) for line in out.splitlines()]
    assert [(one["type"], one["seq"]) for one in documents] == [("run.started", 1), ("notice.raised", 2)]
    assert documents[0]["mode"] == "attach"


def test_a_console_needs_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = said(capsys, "console", *SIMULATED)
    assert code == ExitCode.USAGE
    assert "forge-tui status --watch" in err


def test_an_archive_is_listed_without_a_screen(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(capsys, "open", str(archive))
    assert code == ExitCode.DONE
    assert [line.split()[1] for line in out.splitlines()] == ["events.ndjson", "logs/\ufffd[31m.txt"]
    assert "left out: ../evil" in err


def test_what_is_no_archive_is_a_usage_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x").write_text("no archive")
    code, _, err = said(capsys, "open", str(tmp_path / "x"))
    assert code == ExitCode.USAGE
    assert "is not a support archive" in err


def test_events_of_a_damaged_archive_are_read_as_far_as_they_go() -> None:
    from forge_tui.commands.open import events_of
    from forge_tui.domain.archive import Archive, ArchivedFile

    good = json.dumps(to_document(FAILED[0])).encode() + b"\n"
    content = good + b"damaged\n" + good
    assert events_of(Archive("x", (ArchivedFile(EVENTS, content, len(content)),))) == FAILED[:1]
    assert events_of(Archive("x", ())) == []


def test_unsealing_needs_a_vault(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = said(capsys, "unseal", *SIMULATED)
    assert code != ExitCode.DONE
    assert "FT-501" in err


def test_a_share_on_the_command_line_is_refused_and_not_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(capsys, "unseal", *SIMULATED, "--share", "hunter2hunter2")
    assert code == ExitCode.USAGE
    assert "not a reference" in err
    assert "hunter2" not in out + err


def test_a_replay_without_a_screen_prints_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "e").write_text("".join(json.dumps(to_document(stamped)) + "\n" for stamped in FAILED))
    code, out, _ = said(capsys, "replay", str(tmp_path / "e"), "--speed", "0")
    assert code == ExitCode.DONE
    assert "FT-203" in out
