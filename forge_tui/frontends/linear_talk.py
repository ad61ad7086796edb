"""Talks with the operator in lines: no cursor is moved and nothing needs a colour, so that a screen reader can follow."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable
from typing import TextIO

from forge_tui.domain.sanitise import clean

PROMPT = "> "


class Talk:
    """Says lines and hears lines.

    Lines are read by a thread that nobody waits for at the end: a signal ends the program although nobody pressed enter.
    """

    def __init__(self, hear: TextIO, say: TextIO) -> None:
        self._hear = hear
        self._say = say
        self._heard: asyncio.Queue[str] = asyncio.Queue()
        self._reader: threading.Thread | None = None

    def say(self, *lines: str) -> None:
        """Lines, or texts of several; all of it is foreign."""
        self._say.write("".join(f"{clean(line)}\n" for text in lines for line in text.split("\n")))
        self._say.flush()

    def say_all(self, lines: Iterable[str]) -> None:
        """The same for many."""
        self.say(*lines)

    async def ask(self, question: str) -> str:
        """The next line without spaces around it. Raises EOFError when there are none any more."""
        self.say(question)
        self._say.write(PROMPT)
        self._say.flush()
        if self._reader is None:
            loop = asyncio.get_running_loop()
            self._reader = threading.Thread(target=self._read, args=(loop,), daemon=True, name="lines")
            self._reader.start()
        line = await self._heard.get()
        if not line:
            raise EOFError
        return line.strip()

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        while not loop.is_closed():
            line = self._hear.readline()
            try:
                loop.call_soon_threadsafe(self._heard.put_nowait, line)
            except RuntimeError:  # the loop ended while we read
                return
            if not line:
                return
