"""Keeps secrets out of everything that is written: what was learned is replaced wherever it turns up."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any
from urllib.parse import quote, quote_plus

REDACTED = "«redacted»"
SHORTEST = 4
"""Shorter ones would blacken ordinary words."""
SHORTEST_INSIDE = 8
"""Shortest part of a longer base64 text, or line of a longer secret, that is replaced on its own."""
_GROUPED = 4
"""So many characters are looked up one by one before alternatives are tried in turn."""


class Redactor:
    """Learns secrets while a run goes on. Has no repr that could tell them."""

    def __init__(self, secrets: Iterable[str | bytes] = ()) -> None:
        self._forms: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        for secret in secrets:
            self.learn(secret)

    def learn(self, secret: str | bytes) -> None:
        """From now on replace `secret`, also in base64, quoted for a URL and escaped as JSON; too short ones are ignored."""
        text = secret.decode("utf-8", errors="replace") if isinstance(secret, bytes) else secret
        if len(text.strip()) < SHORTEST:
            return
        raw = secret if isinstance(secret, bytes) else text.encode("utf-8", errors="surrogatepass")
        forms = {form for form in _forms(text, raw) if len(form) >= SHORTEST}
        if not forms <= self._forms:
            self._forms |= forms
            self._pattern = None

    def redact(self, text: str) -> str:
        """`text` with every occurrence of every secret replaced; the longest one wins."""
        if not self._forms:
            return text
        if self._pattern is None:
            self._pattern = re.compile(_alternation(sorted(self._forms)))
        return self._pattern.sub(REDACTED, text)

    def redact_document(self, document: Any) -> Any:
        """JSON types with every string redacted, keys as well; tuples become lists."""
        if isinstance(document, str):
            return self.redact(document)
        if isinstance(document, dict):
            return {self.redact_document(key): self.redact_document(value) for key, value in document.items()}
        if isinstance(document, (list, tuple)):
            return [self.redact_document(entry) for entry in document]
        return document


def _forms(text: str, raw: bytes) -> Iterator[str]:
    for plain in {text, text.strip()}:
        yield plain
        yield json.dumps(plain)[1:-1]
        yield json.dumps(plain, ensure_ascii=False)[1:-1]
        yield quote(plain, safe="", errors="replace")
        yield quote(plain, errors="replace")
        yield quote_plus(plain, errors="replace")
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        encoded = encode(raw).decode()
        yield encoded
        yield encoded.rstrip("=")
        yield from (part for part in _inside_base64(raw, encode) if len(part) >= SHORTEST_INSIDE)
    lines = text.splitlines()
    if len(lines) > 1:
        yield from (line.strip() for line in lines if len(line.strip()) >= SHORTEST_INSIDE and not line.startswith("-----"))


def _inside_base64(raw: bytes, encode: Any) -> Iterator[str]:
    """What `raw` becomes inside a longer text, as in a basic-auth header: for each alignment, the characters only it decides."""
    for offset in range(3):
        encoded = encode(b"\0" * offset + raw).decode()
        yield encoded[-(-offset * 8 // 6) : (offset + len(raw)) * 8 // 6]


def _alternation(forms: list[str], depth: int = 0) -> str:
    """A pattern that looks at one character at a time, so that thousands of secrets cost little more than one."""
    if len(forms) == 1:
        return re.escape(forms[0])
    if depth == _GROUPED:
        return "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    branches = [
        re.escape(first) + f"(?:{_alternation([form[1:] for form in group], depth + 1)})"
        for first, group in groupby(forms, key=lambda form: form[0])
    ]
    return "|".join(branches)
