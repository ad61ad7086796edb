"""Foreign text is harmless: in the sanitiser, as content, in cells, and on every screen that shows it."""

import asyncio
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.content import Content
from textual.pilot import Pilot
from textual.screen import Screen
from textual.strip import Strip
from textual.widgets import Static

from forge_tui.domain.archive import Archive, ArchivedFile
from forge_tui.domain.events import ComponentDiagnosed, ComponentObserved, Listed, NoticeRaised, Stamped, StepProgressed, StepStarted
from forge_tui.domain.handover import Login
from forge_tui.domain.sanitise import clean, clean_line
from forge_tui.domain.view import RunView
from screens.app import ForgeApp
from screens.archive import ArchiveScreen
from screens.console import ConsoleScreen
from screens.foreign import cell, foreign, foreign_line
from screens.handover import HandoverScreen
from screens.leave import LeaveScreen
from screens.reveal import RevealScreen
from screens.unlock import UnlockScreen
from tests.domain.streams import STARTED, at, folded
from tests.screens.finished import VIEWS
from tests.screens.hostile import strings

COUNT = 100_000
LIMIT = 200
_HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b-\u200f\u2028\u2029\ud800-\udfff]")


def control(text: str) -> set[str]:
    """Characters of a cell that would do something to a terminal."""
    return {letter for letter in text if unicodedata.category(letter) in ("Cc", "Cs") or _HARMFUL.match(letter)}


def test_a_hundred_thousand_hostile_strings_become_letters() -> None:
    for text in strings(COUNT):
        cleaned = clean(text, LIMIT)
        line = clean_line(text, LIMIT)
        assert not _HARMFUL.search(cleaned)
        assert not _HARMFUL.search(line)
        assert len(cleaned) <= LIMIT
        assert len(line) <= LIMIT
        assert "\n" not in line


def test_as_content_and_as_cells_they_carry_no_style_of_their_own() -> None:
    for text in islice(strings(COUNT), 0, COUNT, 5):
        content = foreign(text, limit=LIMIT)
        assert content.spans == []
        assert content.plain == clean(text, LIMIT)
        assert {span.style for span in foreign_line(text, "bold", limit=LIMIT).spans} <= {"bold"}
        assert cell(text, width=20).spans == []


@settings(max_examples=300)
@given(st.one_of(st.text(st.characters(), max_size=200), st.binary(max_size=200)))
def test_no_text_at_all_gets_through_with_a_control_character(text: str | bytes) -> None:
    assert not _HARMFUL.search(foreign(text).plain)
    assert "\n" not in foreign_line(text).plain


@pytest.mark.parametrize("value", [None, 7, object(), b"\xff\xfe", ["[/x]"]])
def test_what_is_no_text_is_shown_as_what_it_says(value: object) -> None:
    assert isinstance(foreign(value), Content)


def hostile(seed: int) -> Iterator[str]:
    return (text for text in strings(10**6, seed) if isinstance(text, str) and len(text) < 10_000)


def hostile_view(seed: int) -> RunView:
    """A run in which every word of the cluster is hostile, and so are names, steps and notices."""
    words = hostile(seed)
    names = [next(words) for _ in range(12)]
    listed = tuple(Listed(name, next(words), number % 3, tuple(names[:number][-2:]), 30.0) for number, name in enumerate(names))
    started = replace(STARTED, context=next(words), server=next(words), components=listed, steps=(next(words), next(words)))
    events: list[Any] = [started, StepStarted(next(words), next(words)), StepProgressed(next(words), next(words), 1, 3)]
    for name in names:
        events.append(ComponentObserved(name, next(words), next(words), next(words)))
        events.append(ComponentDiagnosed(name, next(words), next(words), next(words), next(words), next(words), heals=False))
    events.append(NoticeRaised(next(words), next(words)))
    return folded(Stamped(seq, at(seq), event) for seq, event in enumerate(events, start=1))


def hostile_archive(seed: int) -> Archive:
    words = hostile(seed)
    content = "\n".join(islice(words, 50)).encode("utf-8", errors="surrogatepass")
    return Archive(next(words), tuple(ArchivedFile(next(words) or "x", content, len(content)) for _ in range(3)), (next(words),))


def screens_of(seed: int) -> dict[str, Callable[[ForgeApp], Screen[Any]]]:
    words = list(islice(hostile(seed), 20))
    login = Login(*words[:3])
    return {
        "console": lambda app: ConsoleScreen(app.view, now=app.now),
        "handover": lambda app: HandoverScreen(
            replace(app.view, handover=VIEWS["long names"].handover), now=app.now, files=[("a", words[0])]
        ),
        "archive": lambda app: ArchiveScreen(hostile_archive(seed)),
        "reveal": lambda app: RevealScreen(login, words[4]),
        "reveal again": lambda app: RevealScreen(login, ""),
        "unlock": lambda app: UnlockScreen(words[5]),
        "leave": lambda app: LeaveScreen(words[6]),
    }


def strips_of(app: ForgeApp) -> list[Strip]:
    return app.screen._compositor.render_strips()


async def settled(pilot: Pilot[Any]) -> None:
    for _ in range(5):
        await asyncio.sleep(0)
        await pilot.pause()


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("name", screens_of(0))
async def test_no_screen_lets_it_through(name: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    monkeypatch.setattr(ForgeApp, "action_bell", lambda _: ran.append("bell"))
    app = ForgeApp(hostile_view(seed), now=lambda: at(140), start=screens_of(seed)[name], owns_run=False)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        app.notify(clean("".join(islice(hostile(seed), 5)), 300), markup=False)
        await settled(pilot)
        for strip in strips_of(app):
            assert not control(strip.text)
            for segment in strip:
                assert "@click" not in (segment.style.meta if segment.style else {}) or "app.bell" not in str(segment.style)
        for row in range(2, 38, 6):
            await pilot.click(offset=(20, row))
        await pilot.press("down", "tab", "down")
        await settled(pilot)
        assert not any(control(strip.text) for strip in strips_of(app))
    assert ran == []


async def test_a_static_that_is_given_foreign_content_runs_no_action(monkeypatch: pytest.MonkeyPatch) -> None:
    class One(Screen[None]):
        def compose(self) -> Iterator[Static]:
            yield Static(foreign("[@click=app.bell]click here[/]"))

    ran: list[str] = []
    monkeypatch.setattr(ForgeApp, "action_bell", lambda _: ran.append("bell"))
    app = ForgeApp(start=lambda _: One(), owns_run=False)
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.click(Static, offset=(20, 0))
        await pilot.pause()
        assert "[@click=app.bell]click here[/]" in strips_of(app)[0].text
    assert ran == []
