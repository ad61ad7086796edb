"""A run as lines."""

import io
import os
import re
from pathlib import Path

import pytest
from hypothesis import given

from forge_tui.domain.events import Change, ComponentObserved, ComponentSkipped, Outcome, RunFinished, Stamped, StepProgressed, StepStarted
from forge_tui.domain.wording import NOTHING_TO_DO
from forge_tui.frontends.paint import colour_wanted
from forge_tui.frontends.plain import PlainPrinter
from tests.domain.streams import FAILED, MIDDLE, STARTED, STREAMS, UNCHANGED, at, stamped


def printed(stream: list[Stamped], **options: object) -> str:
    out = io.StringIO()
    printer = PlainPrinter(out, **options)  # type: ignore[arg-type]
    for one in stream:
        printer(one)
    return out.getvalue()


def test_a_ready_component_is_one_aligned_line_with_its_time_and_the_count() -> None:
    assert "12:41:53  cert-manager              ● Healthy      after 41s   (1/6 ready)\n" in printed(MIDDLE)


def test_it_begins_with_the_cluster_the_mode_and_the_plan() -> None:
    lines = printed(MIDDLE).splitlines()
    assert lines[0] == "forge-tui 2.0.0  install  prod-eu (https://10.0.0.5:6443)"
    assert lines[1] == "plan 4f1c2e0d9b8a7766: 6 components, 4 steps, about 4m; times are UTC"


def test_what_changes_nothing_to_see_is_told_with_v_only() -> None:
    assert printed(MIDDLE).count("  cert-manager ") == 2
    assert printed(MIDDLE, verbose=1).count("  cert-manager ") == 5


def test_progress_of_a_step_is_told_every_few_seconds_at_most() -> None:
    stream = stamped((0, STARTED), (0, StepStarted("s", "S")), *[(n / 10, StepProgressed("s", f"at {n}", n, 100)) for n in range(100)])
    assert re.findall(r"(\d+)/100", printed(stream)) == ["0", "50"]
    assert len(re.findall(r"(\d+)/100", printed(stream, verbose=2))) == 100


def test_silence_is_broken_after_ten_seconds_with_what_is_waited_for() -> None:
    out = io.StringIO()
    printer = PlainPrinter(out)
    for one in MIDDLE:
        printer(one)
    told = out.getvalue()
    printer.tick(at(97))
    assert out.getvalue() == told
    printer.tick(at(98))
    assert out.getvalue().removeprefix(told) == (
        "12:42:38  still waiting for: kserve <- webhook kserve-webhook-server <- Deployment kserve-controller-manager 0/1 "
        "<- Pod kserve-7d9c5, Initialise OpenBao (sealed, 1 of 3 keys given)   ETA 2m\n"
    )
    printer.tick(at(100))
    printer.tick(at(108))
    assert out.getvalue().count("still waiting for") == 2


def test_no_tick_speaks_before_the_run_or_after_its_end() -> None:
    out = io.StringIO()
    printer = PlainPrinter(out)
    printer.tick(at(100))
    assert out.getvalue() == ""
    for one in FAILED:
        printer(one)
    told = out.getvalue()
    printer.tick(at(1000))
    assert out.getvalue() == told


def test_a_failure_says_what_why_what_to_do_its_id_and_where_the_report_is() -> None:
    text = printed(FAILED, report="reports/r1.tar.gz")
    block = text[text.index("12:43:10") :].splitlines()[:7]
    assert block == [
        "12:43:10  openbao                   ✖ Failed       after 2m00s FT-503 OpenBao is sealed",
        "    what    OpenBao is sealed",
        "    why     openbao-0 is sealed: 1 of 3 keys given",
        "    do      run:",
        "      kubectl -n cf-openbao exec -ti openbao-0 -- bao operator unseal",
        "    id      FT-503   (forge-tui explain FT-503)",
        "    report  reports/r1.tar.gz",
    ]
    assert text.count("    why     openbao-0 is sealed") == 1


def test_a_failure_ends_with_what_is_still_waiting() -> None:
    end = printed(FAILED).splitlines()
    assert "✖ Failed: 2 of 6 components ready" in end
    assert "  still waiting  kserve <- FT-203 Image not found" in end
    assert "  critical path  1m26s, the total is 1.52x of it  cert-manager > external-secrets" in end


def test_what_the_operator_skipped_is_named_with_the_reason_and_not_waited_for() -> None:
    skipped = Stamped(98, at(130.5), ComponentSkipped("kserve", "no GPU here"))
    end = printed([*FAILED[:-1], skipped, FAILED[-1]]).splitlines()
    assert "  skipped        kserve: no GPU here" in end
    assert not [line for line in end if line.startswith("  still waiting  kserve")]


def test_a_second_run_that_changed_nothing_says_so_and_hands_over() -> None:
    text = printed(UNCHANGED)
    assert f"● Done: {NOTHING_TO_DO}" in text
    assert "  address        argocd  https://argocd.example.org   login admin" in text
    assert "  file           events.ndjson" in text
    assert "critical path" not in text


def test_ascii_needs_no_character_beyond_ascii_of_its_own() -> None:
    assert printed(UNCHANGED, ascii=True).isascii()


def test_words_of_the_cluster_cannot_reach_the_terminal() -> None:
    text = printed(FAILED)
    assert "\x1b" not in text
    assert "[/not markup] not found�[31m" in text


def test_colour_is_added_to_glyph_and_word_and_never_instead() -> None:
    coloured = printed(FAILED, colour=True)
    assert "\x1b[1;31m✖ Failed" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == printed(FAILED)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "environment", "wanted"),
    [(Terminal(), {}, True), (Terminal(), {"NO_COLOR": "1"}, False), (Terminal(), {"TERM": "dumb"}, False), (io.StringIO(), {}, False)],
)
def test_colour_is_for_terminals_without_no_color(stream: io.StringIO, environment: dict[str, str], wanted: bool) -> None:
    assert colour_wanted(stream, environment) is wanted
    assert not colour_wanted(stream, environment, no_color=True)


@given(STREAMS)
def test_no_stream_can_break_the_printer_or_smuggle_a_control_character(stream: list[Stamped]) -> None:
    text = printed([Stamped(0, at(0), STARTED), *stream], verbose=1)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)


def test_a_terminal_that_cannot_show_a_glyph_gets_a_question_mark() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii")
    printer = PlainPrinter(out)
    for one in UNCHANGED:
        printer(one)
    assert b"? Healthy" in raw.getvalue()


def test_a_reader_that_goes_away_ends_the_lines_and_not_the_run() -> None:
    reading, writing = os.pipe()
    out = os.fdopen(writing, "w", encoding="utf-8")
    printer = PlainPrinter(out)
    printer(MIDDLE[0])
    os.close(reading)
    for one in FAILED[1:]:
        printer(one)
    assert printer.view.finished is not None
    out.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
def test_a_full_disk_ends_the_lines_and_not_the_run() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as out:
        printer = PlainPrinter(out)
        for one in FAILED:
            printer(one)
    assert printer.view.finished is not None


def test_a_cancelled_run_says_cancelled() -> None:
    stream = stamped((0, STARTED), (5, RunFinished(Outcome.CANCELLED, 130, Change.CHANGED, 5.0, 0.0)))
    assert "⊘ Cancelled: 0 of 6 components ready" in printed(stream)


def test_a_component_nobody_announced_is_told_like_the_others() -> None:
    assert "  surprise                  ◐ Progressing  Synced/Progressing" in printed(
        stamped((0, STARTED), (1, ComponentObserved("surprise", "Synced", "Progressing")))
    )
