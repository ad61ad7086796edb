"""Amounts as Kubernetes writes them."""

from __future__ import annotations

import re

_UNITS = {"": 1.0, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15}
_UNITS |= {f"{letter}i": 1024.0**power for power, letter in enumerate("KMGTP", start=1)}
_QUANTITY = re.compile(r"([0-9]+(?:\.[0-9]+)?)(m|[KMGTP]i|[kMGTP])?")


def amount(text: object) -> float:
    """`15900m`, `64Gi`, `16`: as a number of cores or bytes; 0 for what is no quantity."""
    found = _QUANTITY.fullmatch(str(text))
    return float(found[1]) * _UNITS[found[2] or ""] if found else 0.0


def gib(text: object) -> float:
    """An amount of bytes in GiB."""
    return amount(text) / 2**30
