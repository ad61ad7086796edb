"""The one door for foreign text: whatever a cluster, a chart or a file says comes out as characters that do nothing."""

from __future__ import annotations

import re

REPLACEMENT = "�"
ELLIPSIS = "…"

_HARMFUL = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but for tab and newline, DEL, C1: escape sequences of terminals
    "\u00ad\u180e\u200b-\u200d\u2060-\u2065\ufeff"  # what has no width hides text
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u206a-\u206f"  # bidi controls show text in another order
    "\u2028\u2029"  # line breaks that only some programs see
    "\ud800-\udfff\ufff9-\ufffb\ufffe\uffff"  # no characters at all: neither UTF-8 nor XML can hold them
    "\U000e0000-\U000e007f"  # tags, invisible
    "]"
)
_BREAKS = re.compile(r"[ ]*[\n\t][\n\t ]*")


def clean(text: object, limit: int = 2000) -> str:
    """`text` with every control character replaced by U+FFFD, and no longer than `limit` characters.

    Newline and tab stay. Bytes are read as UTF-8, what is not becomes U+FFFD. Never raises.
    """
    raw = _as_str(text, limit)
    # Twice the limit leaves room for the carriage returns that go, and a hostile megabyte is not searched.
    cleaned = _HARMFUL.sub(REPLACEMENT, raw[: 2 * limit + 2].replace("\r\n", "\n"))
    return cleaned if len(cleaned) <= limit else cleaned[: max(0, limit - 1)] + ELLIPSIS[:limit]


def clean_line(text: object, limit: int = 2000) -> str:
    """Like `clean`, on one line: newlines and tabs become a space."""
    line = _BREAKS.sub(" ", clean(text, 2 * limit + 2)).strip()
    return line if len(line) <= limit else line[: max(0, limit - 1)] + ELLIPSIS[:limit]


def _as_str(text: object, limit: int) -> str:
    if isinstance(text, str):
        return text
    if isinstance(text, (bytes, bytearray)):
        return bytes(text[: 8 * limit + 8]).decode("utf-8", errors="replace")
    try:  # a foreign object's __str__ may raise anything, and this must not
        return str(text)
    except Exception as error:
        return f"<{type(text).__name__}: {type(error).__name__}>"
