"""A stream that front ends write lines to; a reader that goes away or a full disk ends the output, never the run."""

from __future__ import annotations

import os
from typing import TextIO


class Outlet:
    """Writes whole lines and flushes each. After the first OSError it is silent for good."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.problem: OSError | None = None
        """Why it fell silent."""

    def line(self, text: str = "") -> None:
        """Write `text` and a line end; characters that the stream cannot encode become `?`."""
        if self.problem is not None:
            return
        try:
            try:
                self._stream.write(text + "\n")
            except UnicodeEncodeError:
                encoding = self._stream.encoding or "ascii"
                self._stream.write(text.encode(encoding, errors="replace").decode(encoding) + "\n")
            self._stream.flush()
        except OSError as error:
            self.problem = error
            self._silence()

    def lines(self, *texts: str) -> None:
        """Write several lines."""
        for text in texts:
            self.line(text)

    def _silence(self) -> None:
        # Python flushes stdout once more when it exits and would complain about the closed pipe there.
        try:
            descriptor = self._stream.fileno()
        except (OSError, AttributeError, ValueError):
            return
        sink = os.open(os.devnull, os.O_WRONLY)
        os.dup2(sink, descriptor)
        os.close(sink)
