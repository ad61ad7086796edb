"""A run once more: its clock, and a support archive with its files."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Log

from forge_tui.domain.archive import Archive, ArchivedFile
from screens.app import ForgeApp
from screens.archive import ArchiveScreen, TreeOfArchive
from screens.replay import LONGEST_PAUSE_S, Player, ReplayScreen
from tests.domain.streams import FAILED, MIDDLE, at, folded

HOSTILE = b"boot \x1b[31mred\x1b[0m \x9b31m [@click=app.bell]x[/] \xff\xfe \xe2\x80\xae end\n"
ARCHIVE = Archive(
    "support.tar.gz",
    (
        ArchivedFile("events.ndjson", b"{}\n", 3),
        ArchivedFile("logs/argocd.txt", HOSTILE * 100, 100 * len(HOSTILE)),
        ArchivedFile("logs/cut.txt", b"begin", 9_000_000),
    ),
    ("../evil: not below forge-tui-support/",),
)


class Time:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def played(speed: float = 1.0) -> tuple[Player, Time]:
    time = Time()
    return Player(MIDDLE, speed, time), time


async def until(pilot: Pilot[Any], holds: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not holds():
            await pilot.pause(0.01)


def test_events_are_given_when_their_time_has_come() -> None:
    player, time = played(2.0)
    assert [one.seq for one in player.due()] == [1]
    time.seconds += 1
    assert [one.at for one in player.due()] == [at(1), at(1), at(2)]
    assert player.now() == at(2)


def test_speed_zero_gives_all_at_once() -> None:
    player, _ = played(0)
    assert len(player.due()) == len(MIDDLE)
    assert player.over
    assert player.due() == ()


def test_a_paused_clock_stands_still() -> None:
    player, time = played()
    player.due()
    player.paused = True
    time.seconds += 60
    assert list(player.due()) == []
    player.paused = False
    assert list(player.due()) == []
    assert player.now() == at(0)


def test_nobody_waits_longer_than_ten_seconds_of_the_run() -> None:
    player, time = played()
    for _ in range(1000):
        player.due()
        if player.over:
            break
        time.seconds += LONGEST_PAUSE_S / 4
    assert player.over
    assert time.seconds - 100 < 100


def test_no_events_are_no_failure() -> None:
    player = Player([], 1.0, Time())
    assert (player.due(), player.rest(), player.over) == ((), [], True)


async def test_a_replay_can_be_stopped_and_brought_to_its_end() -> None:
    player = Player(FAILED, 0.25, Time())
    app = ForgeApp(now=player.now, owns_run=False, start=lambda _: ReplayScreen(player))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("p")
        assert player.paused
        await pilot.press("p", "greater_than_sign", "greater_than_sign", "less_than_sign")
        assert (player.paused, player.speed) == (False, 0.5)
        await pilot.press("f")
        await until(pilot, lambda: app.view == folded(FAILED))
        await pilot.press("q")
    assert app.return_code == 0


def viewer(**options: Any) -> ForgeApp:
    return ForgeApp(
        now=lambda: at(140), theme="dark", owns_run=False, start=lambda app: ArchiveScreen(ARCHIVE, MIDDLE, ascii=app.ascii), **options
    )


async def second_file(pilot: Pilot[Any]) -> None:
    await pilot.press("down")
    await until(pilot, lambda: pilot.app.screen.query_one(Log).line_count >= 100)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_an_archive_fits(size: tuple[int, int], snap_compare: Callable[..., bool]) -> None:
    assert snap_compare(viewer(), terminal_size=size, run_before=second_file)


async def test_what_an_archive_says_is_text_and_nothing_else() -> None:
    app = viewer()
    async with app.run_test(size=(120, 40)) as pilot:
        await second_file(pilot)
        log = app.screen.query_one(Log)
        assert log.lines[0] == "boot \ufffd[31mred\ufffd[0m \ufffd31m [@click=app.bell]x[/] \ufffd\ufffd \ufffd end"
        await pilot.press("down")
        await until(pilot, lambda: "(cut here: the file has 9000000 bytes)" in log.lines)


async def test_t_shows_the_tree_and_escape_the_files() -> None:
    app = viewer()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("t")
        await until(pilot, lambda: isinstance(app.screen, TreeOfArchive) and app.view == folded(MIDDLE))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ArchiveScreen))
