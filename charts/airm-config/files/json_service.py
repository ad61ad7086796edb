"""JSON over HTTP, as the five services of this job are called: every call is limited in time, and every refusal says which call it was."""

from __future__ import annotations

import http.client
import json
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

_TRANSIENT = (502, 503, 504)


class Unreachable(Exception):
    """Nobody answers, or only a proxy in front of it: it may be there in a moment."""


class Refused(Exception):
    """The service understood and said no."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class TimedOut(Exception):
    """Something did not happen in time."""


@dataclass(frozen=True)
class JsonService:
    """One service at one address. `url` may have a path; `ca_file` is needed only for https with a CA of its own."""

    name: str
    url: str
    ca_file: str = ""
    timeout_s: float = 30.0

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        content_type: str = "application/json",
        accepted: Iterable[int] = (200, 201, 204),
    ) -> Any:
        """The answer as JSON, None when it is empty. Raises Unreachable, or Refused with what was said, never with what was sent."""
        payload = None if body is None else json.dumps(body).encode()
        if form is not None:
            payload, content_type = urlencode(form).encode(), "application/x-www-form-urlencoded"
        sent = {"Accept": "application/json", **(headers or {})}
        if payload is not None:
            sent["Content-Type"] = content_type
        status, answer = self._exchange(method, path, payload, sent)
        if status in _TRANSIENT:
            raise Unreachable(f"{self.name} answers {status}")
        if status not in accepted:
            raise Refused(f"{self.name} answers {status} to {method} {path}: {_reason(answer)}", status)
        return _parsed(answer)

    def _exchange(self, method: str, path: str, payload: bytes | None, headers: Mapping[str, str]) -> tuple[int, bytes]:
        address = urlsplit(self.url)
        host, port = address.hostname or "", address.port
        connection = http.client.HTTPConnection(host, port, timeout=self.timeout_s)
        if address.scheme == "https":
            context = ssl.create_default_context(cafile=self.ca_file or None)
            # Strict since Python 3.13, which the CA of many a cluster is not: it has no key identifier.
            context.verify_flags &= ~ssl.VERIFY_X509_STRICT
            connection = http.client.HTTPSConnection(host, port, timeout=self.timeout_s, context=context)
        try:
            connection.request(method, address.path.rstrip("/") + path, payload, dict(headers))
            response = connection.getresponse()
            return response.status, response.read()
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(f"{self.name} does not answer at {self.url}: {error}") from error
        finally:
            connection.close()


@dataclass(frozen=True)
class Patience:
    """How long to wait for things, and how often to look."""

    limit_s: float
    every_s: float

    def until(self, what: str, look: Callable[[], Any]) -> Any:
        """First thing that `look` finds; a service that does not answer yet is waited for as well. Raises TimedOut."""
        give_up_at = time.monotonic() + self.limit_s
        last = "not yet"
        while True:
            try:
                if found := look():
                    return found
            except Unreachable as error:
                last = str(error)
            if time.monotonic() >= give_up_at:
                raise TimedOut(f"{what}: {last} after {self.limit_s:.0f} s")
            time.sleep(self.every_s)


def _parsed(answer: bytes) -> Any:
    try:
        return json.loads(answer) if answer.strip() else None
    except ValueError:
        return None


def _reason(answer: bytes) -> str:
    parsed = _parsed(answer)
    said = parsed if isinstance(parsed, dict) else {}
    for key in ("detail", "message", "errorMessage", "error_description", "error", "reason"):
        if said.get(key):
            return str(said[key])[:200]
    return "no reason given"
