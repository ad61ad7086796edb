"""Hostile strings, seeded: what a cluster, a chart or a file may say to make a screen do something."""

import random
from collections.abc import Iterator

PARTS: tuple[str, ...] = (
    "[@click=app.bell]here[/]",
    "[@click=app.leave]x[/@click]",
    "[@click='app.exit(1)']",
    "[/x]",
    "[/]",
    "[bold red]",
    "[link=file:///etc/passwd]",
    "[",
    "]",
    "\\[",
    "$error",
    "[$text-error on $surface]",
    "\x1b]52;c;aGFja2Vk\x07",
    "\x1b]8;;http://evil\x1b\\x\x1b]8;;\x1b\\",
    "\x1b[2J\x1b[H",
    "\x1b[31m",
    "\x1bP+q544e\x1b\\",
    "\x1b_G\x1b\\",
    "\x1bc",
    "\x9b31m",
    "\x9d52;c;aGk=\x9c",
    "\x90q\x9c",
    "\x07\x08\x0e\x0f\x7f",
    "\r",
    "\r\n",
    "\n\n\n",
    "\t",
    "\x00",
    "\u202eevil\u202c",
    "\u2066\u2067\u2068\u2069",
    "\u200e\u200f\u061c",
    "\u200b\u200d\ufeff\u00ad",
    "\u2028\u2029",
    "\ud800",
    "\udfff\udc80",
    "\ufffe\uffff",
    "\U000e0041\U000e007f",
    "e\u0301\u0301\u0301\u0301",
    "\u0e33\u0e33",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\uff21\u6f22\u5b57",
    "{0.__class__}",
    "%s%n%d",
    "'; DROP TABLE --",
    "</svg><script>",
    "&#27;",
    "ordinary words",
    "Pod kserve-7d9c5: ImagePullBackOff",
)


def strings(count: int, seed: int = 5) -> Iterator[str | bytes]:
    """So many of them: combinations, noise of every plane, invalid UTF-8, and now and then a megabyte on one line."""
    dice = random.Random(seed)
    for number in range(count):
        kind = number % 10
        if number % 5000 == 4999:
            yield dice.choice(PARTS) * (1_000_000 // 8)
        elif kind == 0:
            yield bytes(dice.randrange(256) for _ in range(dice.randrange(60)))
        elif kind == 1:
            yield "".join(chr(dice.randrange(0x110000)) for _ in range(dice.randrange(60)))
        elif kind == 2:
            yield "".join(chr(dice.randrange(0xA0)) for _ in range(dice.randrange(60)))
        else:
            yield "".join(dice.choices(PARTS, k=dice.randrange(1, 6)))
