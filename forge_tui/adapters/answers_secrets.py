"""Reads what a secret reference of the answers points to, at the moment it is needed."""

from __future__ import annotations

import functools
import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

from forge_tui.domain.failures import SecretUnavailable

_LIMIT_BYTES = 1_000_000


def read_secret(reference: str, environment: Mapping[str, str] | None = None) -> str:
    """The secret that env:NAME, file:PATH or fd:NUMBER points to, without the newline at its end.

    A descriptor can be read once. A file must not be readable by group or others.

    Raises:
        SecretUnavailable: It leads nowhere, is empty, or others may read it; the reference is named, the content never.
    """
    return _read(reference, environment, private=True)


def read_certificate(reference: str, environment: Mapping[str, str] | None = None) -> str:
    """Like `read_secret` for what everybody may read.

    Raises:
        SecretUnavailable: It leads nowhere or is empty.
    """
    return _read(reference, environment, private=False)


def revealer() -> Callable[[str, bool], str]:
    """Reads references for one session, each once: a descriptor cannot be read again. The second argument says whether it is private."""

    @functools.cache
    def reveal(reference: str, private: bool) -> str:
        return read_secret(reference) if private else read_certificate(reference)

    return reveal


def _read(reference: str, environment: Mapping[str, str] | None, *, private: bool) -> str:
    scheme, _, rest = reference.partition(":")
    if scheme == "env" and rest:
        content = (os.environ if environment is None else environment).get(rest, "")
        if not content:
            raise SecretUnavailable(f"{reference}: the variable is not set or empty", remedy=f"Run: export {rest}=...")
    elif scheme == "file" and rest:
        content = _read_file(reference, Path(rest), private=private)
    elif scheme == "fd" and rest.isdecimal():
        content = _read_descriptor(reference, int(rest))
    else:
        # Whatever it is, it may be the secret itself, so it is not repeated.
        raise SecretUnavailable("a secret is given that is not a reference", remedy="Write env:NAME, file:PATH or fd:NUMBER")
    secret = content.removesuffix("\n").removesuffix("\r")
    if not secret:
        raise SecretUnavailable(f"{reference}: is empty")
    return secret


def _read_file(reference: str, path: Path, *, private: bool) -> str:
    try:
        with path.expanduser().open("rb") as file:
            # Asked of the open file: between a check by name and the reading somebody could swap it.
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if private and mode & 0o077:
                raise SecretUnavailable(f"{reference}: others may read it (mode {mode:04o})", remedy=f"Run: chmod 600 {path}")
            return _text(reference, file.read(_LIMIT_BYTES + 1))
    except (OSError, RuntimeError, ValueError) as error:
        raise SecretUnavailable(f"{reference}: {getattr(error, 'strerror', None) or 'cannot be read'}") from None


def _read_descriptor(reference: str, number: int) -> str:
    try:
        with os.fdopen(os.dup(number), "rb") as file:
            return _text(reference, file.read(_LIMIT_BYTES + 1))
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or "no such descriptor"
        raise SecretUnavailable(f"{reference}: {reason}", remedy=f"Open it: forge-tui ... {number}< FILE") from None


def _text(reference: str, content: bytes) -> str:
    if len(content) > _LIMIT_BYTES:
        raise SecretUnavailable(f"{reference}: is larger than {_LIMIT_BYTES // 1_000_000} MB")
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise SecretUnavailable(f"{reference}: is not UTF-8 text") from None
