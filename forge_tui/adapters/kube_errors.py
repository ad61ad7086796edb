"""Turns every way the API server can fail into a ForgeError, so that no client exception leaves the adapter."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

from forge_tui.domain.errors import ForgeError
from forge_tui.domain.failures import (
    ClusterOverloaded,
    ClusterUnreachable,
    NamespaceTerminating,
    NotAuthenticated,
    NotAuthorised,
    ObjectRefused,
)

OVERLOADED = frozenset({429, 500, 502, 503, 504})
_NOT_THE_SERVERS_FAULT = ("failed calling webhook", "conversion webhook for", "failed to create typed")
_FORBIDDEN = re.compile(
    r'User "(?P<user>[^"]*)" cannot (?P<verb>\S+) resource "(?P<resource>[^"]+)" in API group "(?P<group>[^"]*)"'
    r'(?: in the namespace "(?P<namespace>[^"]+)")?'
)
_FORBIDDEN_PATH = re.compile(r'User "(?P<user>[^"]*)" cannot (?P<verb>\S+) path "(?P<path>[^"]+)"')
_TERMINATING = re.compile(r"namespace (?P<name>\S+) because it is being terminated")


class Refused(Exception):
    """An HTTP answer of the API server that is not a success; never leaves the adapter."""

    def __init__(self, status: int, reason: str, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(f"{status} {reason}: {message}")
        self.status = status
        self.reason = reason
        """Machine-readable word of the Status object, for example `AlreadyExists`; may be empty."""
        self.message = message
        self.retry_after_s = retry_after_s

    @property
    def about_the_object(self) -> bool:
        """Whether a 500 is none: webhooks that cannot be asked and fields that no schema knows are answered with 500, too."""
        return self.status == 500 and any(words in self.message for words in _NOT_THE_SERVERS_FAULT)

    def worth_a_retry(self, *, writing: bool) -> bool:
        """Whether the same request may succeed soon; a write that a webhook prevents is the engine's to repeat."""
        return self.status in OVERLOADED and not (writing and self.about_the_object)


class NotKubernetes(Exception):
    """Something answers, but not what an API server would."""


@contextmanager
def translated(action: str, server: str = "the API server") -> Iterator[None]:
    """Turn every way the client can fail into a ForgeError, keeping the cause.

    Args:
        action: What was tried, as a participle: `reading Secret argocd/x`.
        server: Address for the message of ClusterUnreachable.
    """
    try:
        yield
    except ForgeError:
        raise
    except Exception as error:
        failure = failure_of(error, action, server)
        if failure is None:
            raise
        raise failure from error


def failure_of(error: Exception, action: str, server: str = "the API server") -> ForgeError | None:
    """The failure that stands for a client exception; None for what is not about the cluster."""
    if isinstance(error, Refused):
        return _refusal(error, action)
    if isinstance(error, NotKubernetes):
        return ClusterUnreachable(
            f"{server} answers, but not as a Kubernetes API server ({error})",
            remedy="Correct the server address of the kubeconfig: kubectl config view --minify",
        )
    if is_hopeless(error):
        return ClusterUnreachable(
            f"{server} cannot be used: {_words(error)}",
            remedy="Correct the cluster's entry in the kubeconfig: kubectl config view --minify",
        )
    if is_no_answer(error):
        return ClusterUnreachable(f"no answer from {server} while {action}: {_words(error)}")
    return None


def is_no_answer(error: Exception) -> bool:
    """Whether the connection failed, broke or took too long, so that another attempt makes sense."""
    import aiohttp

    return isinstance(error, aiohttp.ClientError | TimeoutError | OSError)


def is_hopeless(error: Exception) -> bool:
    """Whether no later attempt can do better: the server's certificate is not trusted, or the address is no address."""
    import aiohttp

    return isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.InvalidURL)


def _refusal(error: Refused, action: str) -> ForgeError:
    if error.status == 401:
        return NotAuthenticated(f"the cluster does not accept the credentials while {action}")
    if terminating := _TERMINATING.search(error.message):
        name = terminating["name"]
        return NamespaceTerminating(
            f"namespace {name} is being deleted, which prevents {action}",
            remedy=f"Run: kubectl get namespace {name} -o jsonpath='{{.status.conditions}}'",
        )
    if error.status == 403 and (forbidden := _forbidden(error.message, action)):
        return forbidden
    if error.status in OVERLOADED and not error.about_the_object:
        return ClusterOverloaded(f"the API server answers {error.status} while {action}: {error.message}")
    return ObjectRefused(f"the cluster rejects {action}: {error.message or error.reason or error.status}")


def _forbidden(message: str, action: str) -> ForgeError | None:
    """None for the 403s that admission gives (quota, pod security): they are about the object, not about the user."""
    match = _FORBIDDEN.search(message) or _FORBIDDEN_PATH.search(message)
    if match is None:
        return None if " is forbidden: " in message else NotAuthorised(f"the cluster forbids {action}: {message or 'no reason given'}")
    words = match.groupdict()
    if words["user"] == "system:anonymous":
        return NotAuthenticated(f"the cluster knows us as anonymous only while {action}")
    if "path" in words:
        return NotAuthorised(f"user {words['user']} may not {words['verb']} {words['path']}")
    resource = f"{words['resource']}.{words['group']}" if words["group"] else words["resource"]
    where, option = (f" in namespace {words['namespace']}", f" -n {words['namespace']}") if words["namespace"] else ("", "")
    return NotAuthorised(
        f"user {words['user']} may not {words['verb']} {resource}{where}",
        remedy=f"Ask the cluster's administrator for it, then check with: kubectl auth can-i {words['verb']} {resource}{option}",
    )


def _words(error: Exception) -> str:
    import aiohttp

    match error:
        case aiohttp.ClientConnectorDNSError():
            return f"the name {error.host} cannot be resolved"
        case aiohttp.ClientConnectorCertificateError():
            return f"its certificate is not trusted ({error.certificate_error})"
        case aiohttp.ClientConnectorError():
            return (os.strerror(error.os_error.errno) if error.os_error.errno else str(error.os_error)).lower()
        case TimeoutError():
            return "timed out"
        case aiohttp.ServerDisconnectedError():
            return "the connection was closed"
        case _:
            return str(error) or type(error).__name__
