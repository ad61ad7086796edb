"""A real pseudo-terminal with a program in it: what it writes goes through a terminal emulator, keys go in as bytes."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pyte

KEYS: Mapping[str, bytes] = {
    "enter": b"\r",
    "tab": b"\t",
    "shift+tab": b"\x1b[Z",
    "escape": b"\x1b",
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "end": b"\x1b[F",
    "home": b"\x1b[H",
    "pagedown": b"\x1b[6~",
    "backspace": b"\x7f",
    "ctrl+c": b"\x03",
    "ctrl+p": b"\x10",
    "ctrl+n": b"\x0e",
    "ctrl+s": b"\x13",
    "space": b" ",
    "f1": b"\x1bOP",
}
WAIT_S = 60.0
"""For anything to appear on the screen; a loaded machine is slow."""
REPOSITORY = Path(__file__).parents[2]


class Terminal:
    """One program on one terminal. Use it as a context: the program does not outlive it."""

    def __init__(
        self, arguments: Sequence[str], home: Path, *, columns: int = 80, rows: int = 24, environment: Mapping[str, str] | None = None
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._changed = threading.Condition()
        self.written = bytearray()
        """Every byte that the program has written."""
        self._closed = False
        self._master, slave = pty.openpty()
        self.resize(columns, rows)
        self.modes_before = termios.tcgetattr(slave)
        variables = {"PATH": os.environ["PATH"], "HOME": str(home), "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "forge_tui", *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=home,
            env=variables | {"PYTHONPATH": str(REPOSITORY)} | dict(environment or {}),
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0) and None,  # noqa: PLW1509 - the child is a new session's leader
        )
        self._slave = slave
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._slave)
        self._reader.join(WAIT_S)
        os.close(self._master)

    def _read(self) -> None:
        while True:
            try:
                content = os.read(self._master, 65536)
            except OSError:  # the last writer has closed the terminal
                content = b""
            with self._changed:
                if content:
                    self.written += content
                    # The emulator does not know every private sequence that a program may ask a terminal with.
                    with contextlib.suppress(TypeError, KeyError):
                        self._stream.feed(content)
                self._closed = not content
                self._changed.notify_all()
            if not content:
                return

    @property
    def text(self) -> str:
        """What is on the screen, without trailing blanks."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def press(self, *keys: str) -> None:
        """Keys by name; anything else is typed as it stands."""
        for key in keys:
            os.write(self._master, KEYS.get(key, key.encode()))

    def resize(self, columns: int, rows: int) -> None:
        """As dragging the window does; the program gets SIGWINCH."""
        with self._changed:
            self.screen.resize(rows, columns)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def until(self, holds: Callable[[str], object], what: str = "", *, within_s: float = WAIT_S) -> str:
        """Wait until the screen's text is as wanted; gives it."""
        end_s = time.monotonic() + within_s
        with self._changed:
            while not holds(self.text):
                left_s = end_s - time.monotonic()
                ended = self._closed and self.process.poll() is not None
                assert left_s > 0, f"{what or 'what is waited for'} does not appear within {within_s:.0f} s; on the screen:\n{self.text}"
                assert not ended, f"the program ended with {self.process.poll()} before {what}; on the screen:\n{self.text}"
                self._changed.wait(min(left_s, 1.0))
            return self.text

    def sees(self, words: str, *, within_s: float = WAIT_S) -> str:
        """Wait for words on the screen."""
        return self.until(lambda text: words in text, repr(words), within_s=within_s)

    def misses(self, words: str, *, within_s: float = WAIT_S) -> str:
        """Wait until words are gone from the screen."""
        return self.until(lambda text: words not in text, f"the end of {words!r}", within_s=within_s)

    def send(self, number: signal.Signals) -> None:
        """A signal to the program alone."""
        self.process.send_signal(number)

    def ends(self, *, within_s: float = WAIT_S) -> int:
        """The exit code of the program, once it has ended and all it wrote was read."""
        return self.process.wait(within_s)

    @property
    def restored(self) -> bool:
        """Whether the terminal is as a shell needs it: echo and lines on, the alternate screen and the mouse off, the cursor seen."""
        modes = termios.tcgetattr(self._slave)
        same = modes[:4] == self.modes_before[:4]
        return same and all(self.written.rfind(off) >= self.written.rfind(on) for on, off in _SWITCHES)


_SWITCHES = ((b"\x1b[?1049h", b"\x1b[?1049l"), (b"\x1b[?1000h", b"\x1b[?1000l"), (b"\x1b[?25l", b"\x1b[?25h"))
"""What a screen switches on, and off again."""
