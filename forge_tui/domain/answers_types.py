"""What single answers may look like: each type refuses with a reason that tells how to write it, and never repeats a secret."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, Field
from pydantic_core import PydanticUndefined

REFERENCE_PATTERN = r"^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+|fd:[0-9]{1,5})?$"
_DOMAIN_LIMIT = 200  # the longest host name is 253 characters, and the platform puts its own names before the domain
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_OBJECT_NAME = re.compile(rf"{_LABEL.pattern}(\.{_LABEL.pattern})*")
_REFERENCE = re.compile(REFERENCE_PATTERN.replace(")?$", r")\Z"))
_PEM = re.compile(r"-----BEGIN|[\r\n\0]")


def answer(*, title: str, help: str, kind: str, examples: list[Any], default: Any = PydanticUndefined, **schema: Any) -> Any:  # noqa: A002 (the wizard's word)
    """A field with all that a form, the schema and the documentation say about it."""
    return Field(default, title=title, description=help, examples=examples, json_schema_extra={"kind": kind, "title": title, **schema})


def section(model: Callable[[], Any], *, title: str, help: str) -> Any:  # noqa: A002 (as above)
    """A field that holds further fields, all of which have defaults."""
    return Field(default_factory=model, title=title, description=help, json_schema_extra={"kind": "section", "title": title})


def _domain(text: str) -> str:
    for complaint, wrong in (
        ("has a scheme; write the name only", "://" in text),
        ("has a wildcard; the names below the domain are added by the platform", "*" in text),
        ("has a port or a path; write the name only", ":" in text or "/" in text),
        ("has capital letters; domain names are written in lower case", text != text.lower()),
        ("has letters outside a-z; write it as the DNS holds it (xn--...)", not text.isascii()),
        (f"has more than {_DOMAIN_LIMIT} characters; the platform puts its own names before it", len(text) > _DOMAIN_LIMIT),
        ("is an IP address; a domain is needed, for a test for example 10.0.0.5.nip.io", bool(re.fullmatch(r"[0-9.]*\.?[0-9]+", text))),
        ("is empty", not text),
    ):
        if wrong:
            raise ValueError(complaint)
    for label in text.split("."):
        if not _LABEL.fullmatch(label):
            raise ValueError(_label_complaint(label))
    return text


def _label_complaint(label: str) -> str:
    if not label:
        return "has an empty part: two dots in a row, or a dot at an end"
    if len(label) > 63:
        return "has a part of more than 63 characters between two dots"
    if label.startswith("-") or label.endswith("-"):
        return "has a part that begins or ends with a hyphen"
    return "has characters other than a-z, 0-9, hyphen and dot"


def _object_name(text: str) -> str:
    if text and (len(text) > 253 or not _OBJECT_NAME.fullmatch(text)):
        raise ValueError("is not a name that Kubernetes accepts: a-z, 0-9, hyphen and dot, at most 253 characters")
    return text


def _reference(text: str) -> str:
    if not text or _REFERENCE.fullmatch(text):
        return text
    if text.startswith("env:"):
        raise ValueError("names no variable after env: (letters, digits and _)")
    if text.startswith("file:") and "\n" not in text:
        raise ValueError("names no path after file:")
    if text.startswith("fd:"):
        raise ValueError("has no number after fd:")
    raise ValueError("is not a reference; answers never hold a secret itself: write env:NAME, file:PATH or fd:NUMBER")


def _path_or_reference(text: str) -> str:
    """A plain path is the same answer as file:PATH, so that both give one plan hash."""
    if _PEM.search(text):
        raise ValueError("is not a path; answers never hold the content itself: write PATH, file:PATH, env:NAME or fd:NUMBER")
    if not text or text.startswith(("env:", "file:", "fd:")):
        return _reference(text)
    return f"file:{text}"


def _path(text: str) -> str:
    if _PEM.search(text):
        raise ValueError("is not a path; write the path of a file")
    return text


def _email(text: str) -> str:
    if text and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        raise ValueError("is not an email address")
    return text


def _https(text: str) -> str:
    if text and not re.fullmatch(r"https://[^\s/@]+(/[^\s@]*)?", text):
        raise ValueError("is not an address that begins with https://")
    return text


def _mirror(text: str) -> str:
    if "://" in text:
        raise ValueError("has a scheme; write host, port and path only")
    if text and not re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?(/[a-z0-9._-]+)*", text):
        raise ValueError("is not HOST[:PORT][/PATH] in lower case")
    return text


def _display_name(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9 ._-]{0,61}[A-Za-z0-9])?", text):
        raise ValueError("is not a name of 1 to 63 letters, digits, spaces, dots, hyphens or underscores")
    return text


def _user_name(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?", text):
        raise ValueError("is not a name of 1 to 63 small letters, digits, dots, hyphens or underscores")
    return text


def _pool_entry(text: str) -> str:
    pool_range(text)
    return text


def pool_range(text: str) -> tuple[int, int, int]:
    """IP version, first and last address of a CIDR or a range FIRST-LAST.

    Raises:
        ValueError: It is neither, or the range runs backwards.
    """
    first, dash, last = (part.strip() for part in text.partition("-"))
    return _between(first, last) if dash else _network(first)


def _between(first: str, last: str) -> tuple[int, int, int]:
    import ipaddress  # 4 ms, and most answers have no pool

    try:
        low, high = ipaddress.ip_address(first), ipaddress.ip_address(last)
    except ValueError:
        raise ValueError(_NO_POOL) from None
    if low.version != high.version:
        raise ValueError("is a range between an IPv4 and an IPv6 address")
    if int(low) > int(high):
        raise ValueError(f"is a range that runs backwards; write {high}-{low}")
    return low.version, int(low), int(high)


def _network(text: str) -> tuple[int, int, int]:
    import ipaddress

    try:
        interface = ipaddress.ip_interface(text)
    except ValueError:
        raise ValueError(_NO_POOL) from None
    network, alone = interface.network, f"{interface.ip}/{interface.max_prefixlen}"
    if "/" not in text:
        raise ValueError(f"is a single address; write {alone}")
    if interface.ip != network.network_address:
        raise ValueError(f"has bits to the right of its mask; write {network} for all of it, or {alone}")
    return network.version, int(network.network_address), int(network.broadcast_address)


_NO_POOL = "is neither a network (CIDR) nor a range of addresses FIRST-LAST"


Domain = Annotated[str, AfterValidator(_domain)]
ObjectName = Annotated[str, AfterValidator(_object_name)]
"""A name in Kubernetes, or empty for the default."""
SecretReference = Annotated[str, AfterValidator(_reference)]
"""env:NAME, file:PATH or fd:NUMBER; empty when there is none."""
PathOrReference = Annotated[str, AfterValidator(_path_or_reference)]
Path = Annotated[str, AfterValidator(_path)]
Email = Annotated[str, AfterValidator(_email)]
HttpsAddress = Annotated[str, AfterValidator(_https)]
Mirror = Annotated[str, AfterValidator(_mirror)]
DisplayName = Annotated[str, AfterValidator(_display_name)]
UserName = Annotated[str, AfterValidator(_user_name)]
"""Part of an address before the @."""
PoolEntry = Annotated[str, AfterValidator(_pool_entry)]
