"""Serves the stand-in charts and manifests over HTTP under paths made from their real addresses, with faults on request.

`https://HOST/PATH` and `oci://HOST/PATH` are both served at `/HOST/PATH`; an OCI chart becomes a plain chart repository at its
parent path and, for clients that treat the whole reference as a repository, at its own path too.
"""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import urlsplit

import yaml

from .stand_in_charts import Download, StandIns


@dataclass(frozen=True)
class Fault:
    """What happens instead of the right answer: the first field that is set decides.

    A plain `Fault()` cuts the connection half way through the body.
    """

    status: int | None = None
    stall_s: float | None = None
    content: bytes | None = None


CUT = Fault()


@dataclass
class _Injected:
    path: str
    fault: Fault
    times: int | None


class ChartServer:
    """A context manager; nothing is served before it is entered."""

    def __init__(self, stand_ins: StandIns) -> None:
        self.requests: Counter[str] = Counter()
        """How often each path was asked for."""
        self.files = dict(_files(stand_ins.downloads.values()))
        self._injected: list[_Injected] = []
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.chart_server = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="chart-server", daemon=True)

    def __enter__(self) -> "ChartServer":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._ending.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def mirrors(self) -> list[str]:
        """The FROM=TO pairs that lead every fetch here."""
        return [f"{scheme}://={self.url}/" for scheme in ("https", "oci")]

    def address_of(self, upstream: str) -> str:
        """Return where an upstream URL is served here."""
        return f"{self.url}/{path_of(upstream)}"

    def serve(self, stand_ins: StandIns) -> None:
        """Serve these from now on; counts and faults stay."""
        self.files = dict(_files(stand_ins.downloads.values()))

    def fail(self, path: str, fault: Fault = CUT, *, times: int | None = None) -> None:
        """Answer requests whose path contains `path` with a fault, for ever or so many times."""
        with self._lock:
            self._injected.append(_Injected(path, fault, times))

    def heal(self) -> None:
        """Forget all faults and counts."""
        with self._lock:
            self._injected.clear()
            self.requests.clear()

    def fault_for(self, path: str) -> Fault | None:
        """Count a request and say what is to go wrong with it."""
        with self._lock:
            self.requests[path] += 1
            for injected in self._injected:
                if injected.path in path and injected.times != 0:
                    injected.times = None if injected.times is None else injected.times - 1
                    return injected.fault
        return None

    def stall(self, seconds: float) -> None:
        """Wait, but not past the end of the server."""
        self._ending.wait(seconds)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    chart_server: ChartServer


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = "/".join(part for part in urlsplit(self.path).path.split("/") if part)
        fault = self.server.chart_server.fault_for(path)
        content = self.server.chart_server.files.get(path)
        if fault is not None:
            self._go_wrong(fault, content or b"not found")
        elif content is None:
            self._answer(404, b"not found")
        else:
            self._answer(200, content)

    do_HEAD = do_GET  # noqa: N815

    def _go_wrong(self, fault: Fault, content: bytes) -> None:
        if fault.status is not None:
            self._answer(fault.status, b"as told")
        elif fault.stall_s is not None:
            self.server.chart_server.stall(fault.stall_s)
            self._answer(200, content)
        elif fault.content is not None:
            self._answer(200, fault.content)
        else:
            self._answer(200, content, sent=len(content) // 2)
            self.close_connection = True

    def _answer(self, status: int, content: bytes, *, sent: int | None = None) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content[:sent])
        except ConnectionError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Stay silent: requests are counted, not logged."""


def path_of(upstream: str) -> str:
    """Return the path that stands for an upstream URL, without slashes around it."""
    parts = urlsplit(upstream)
    return f"{parts.netloc}/{parts.path.strip('/')}".rstrip("/")


def _files(downloads: Iterable[Download]) -> Iterator[tuple[str, bytes]]:
    repositories: dict[str, list[Download]] = {}
    for download in downloads:
        place = path_of(download.url)
        if not download.chart:
            yield place, download.content
            continue
        places = {place, place.rpartition("/")[0]} if download.url.startswith("oci://") else {place}
        for repository in places:
            repositories.setdefault(repository, []).append(download)
            yield f"{repository}/{_archive(download)}", download.content
    for repository, charts in repositories.items():
        yield f"{repository}/index.yaml", _index(charts)


def _archive(download: Download) -> str:
    return f"{download.chart}-{download.version}.tgz"


def _index(charts: list[Download]) -> bytes:
    created = "2026-01-01T00:00:00Z"
    entries = {
        chart.chart: [
            {
                "apiVersion": "v2",
                "name": chart.chart,
                "version": chart.version,
                "created": created,
                "digest": chart.sha256,
                "urls": [_archive(chart)],
            }
        ]
        for chart in charts
    }
    return yaml.safe_dump({"apiVersion": "v1", "entries": entries, "generated": created}).encode()
