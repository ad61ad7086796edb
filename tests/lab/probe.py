"""Asking a loopback address whether anybody answers, past any proxy that the environment names."""

import ssl
import urllib.error
import urllib.request

_context = ssl._create_unverified_context()
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=_context))


def responds(url: str, *, timeout_s: float = 2.0) -> bool:
    """Say whether `url` answers with success."""
    try:
        with _opener.open(url, timeout=timeout_s) as answer:
            return bool(answer.status < 300)
    except (urllib.error.URLError, OSError):
        return False


def fetch(url: str, *, timeout_s: float = 2.0) -> bytes | None:
    """Return the body of a successful answer, or None."""
    try:
        with _opener.open(url, timeout=timeout_s) as answer:
            return bytes(answer.read())
    except (urllib.error.URLError, OSError):
        return None
