"""Watches a run from the side: the command lines of its processes, and the root token while it exists."""

from __future__ import annotations

import threading
from pathlib import Path
from types import TracebackType

from tests.journeys.inspection import secret
from tests.lab.control_plane import Lab

_EVERY_S = 0.02


class Watch:
    """Collects for as long as the context lasts."""

    def __init__(self, lab: Lab, pid: int) -> None:
        self.command_lines: set[str] = set()
        self.root_tokens: set[str] = set()
        self._lab = lab
        self._family = {pid}
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._repeat, args=(look,), daemon=True) for look in (self._processes, self._token)]

    def __enter__(self) -> Watch:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _repeat(self, look: object) -> None:
        assert callable(look)
        while not self._ended.wait(_EVERY_S):
            look()

    def _processes(self) -> None:
        for place in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
                if int(place.name) not in self._family and parent not in self._family:
                    continue
                self._family.add(int(place.name))
                self.command_lines.add((place / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
            except OSError:
                continue  # it has ended

    def _token(self) -> None:
        try:
            held = secret(self._lab, "cf-openbao", "openbao-keys").get("root_token")
        except OSError:
            return
        if held:
            self.root_tokens.add(held.decode())
