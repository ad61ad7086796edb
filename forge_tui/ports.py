"""What the engine needs from the world. Two implementations of each: the real one and the simulated one.

Every method may raise a `ForgeError` of `forge_tui.domain.failures` and nothing else. Cancelling any of
them is safe and takes effect within seconds.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.component import VaultRole
from forge_tui.domain.objects import Kind, Manifest, ObjectRef, WatchEvent


class Clock(Protocol):
    """Time as the engine sees it; a simulation runs it faster."""

    def monotonic_s(self) -> float: ...
    def now(self) -> datetime: ...
    async def sleep(self, seconds: float) -> None: ...


@dataclass(frozen=True, slots=True)
class ClusterIdentity:
    """Which cluster this is."""

    context: str
    server: str
    uid: str
    """UID of namespace kube-system: the same for one cluster whatever its address."""
    version: str
    """For example `v1.34.4`."""


class Cluster(Protocol):
    """The Kubernetes API server."""

    async def identity(self) -> ClusterIdentity: ...

    async def get(self, ref: ObjectRef) -> Manifest | None:
        """The live object, or None when it, or its kind, does not exist."""

    async def list(self, kind: Kind, namespace: str = "", labels: str = "") -> Sequence[Manifest]:
        """All objects of a kind; empty when the kind is not served. `labels` is a selector as in kubectl -l."""

    async def apply(self, manifest: Manifest, *, manager: str, force: bool = True) -> Manifest:
        """Server-side apply; returns the live object. Raises ObjectRefused (also for an unknown kind), NamespaceTerminating."""

    async def create(self, manifest: Manifest) -> Manifest | None:
        """Create, or None when an object of that name is already there."""

    async def replace(self, manifest: Manifest) -> Manifest | None:
        """Update guarded by metadata.resourceVersion; None when somebody else was faster."""

    async def patch(self, ref: ObjectRef, patch: Mapping[str, Any]) -> Manifest | None:
        """JSON merge patch; None when the object is not there."""

    async def delete(self, ref: ObjectRef) -> bool:
        """Delete in the background; False when it was not there."""

    async def dry_run(self, manifest: Manifest) -> None:
        """Server-side dry run of an apply, with admission. Raises ObjectRefused with the server's words."""

    def watch(self, kind: Kind, namespace: str = "") -> AbstractAsyncContextManager[AsyncIterator[WatchEvent]]:
        """The set of objects and its changes, for ever: first every object as `added`, then `synced`, then changes.

        Survives lost connections, expired versions and restarts of the server: tells `stale`, lists again, tells the
        difference, then `synced`. A kind that is not served yet is waited for. Raises NotAuthorised.
        """

    def logs(
        self, pod: ObjectRef, container: str, *, follow: bool = False, previous: bool = False, tail_lines: int = 1000
    ) -> AsyncGenerator[str]:
        """Lines of a container's log, the latest `tail_lines` first; with `follow` until the container ends or the caller does.

        `previous` is the run before the last restart. Raises ObjectRefused with the server's words when there is no such log.
        """

    async def allowed(self, verb: str, resource: str, *, group: str = "", namespace: str = "") -> bool:
        """SelfSubjectAccessReview; `resource` is the plural."""


@dataclass(frozen=True, slots=True)
class Release:
    """A chart with its values, as Helm installs or renders it."""

    name: str
    namespace: str
    chart: Path
    values: Mapping[str, Any]


class Helm(Protocol):
    """The helm program."""

    async def version(self) -> str:
        """For example `3.21.3`. Raises HelmMissing, HelmTooOld."""

    async def template(self, release: Release, *, kube_version: str) -> Sequence[Manifest]:
        """What the chart renders, CRDs and hooks included. Raises HelmFailed."""

    async def install(self, release: Release) -> bool:
        """Install or upgrade without waiting; False when the release is deployed with the same chart and values.

        A release left pending by a killed helm is repaired first, without deleting any claim.
        """


@dataclass(frozen=True, slots=True)
class VaultStatus:
    """What OpenBao says without a token."""

    initialised: bool
    sealed: bool
    auto_unseal: bool
    version: str
    threshold: int = 1
    """How many shares open it."""


@dataclass(frozen=True, slots=True)
class VaultKeys:
    """What initialising gives, once."""

    root_token: str = field(repr=False)
    shares: tuple[str, ...] = field(repr=False)
    """Unseal keys, or recovery keys where the vault unseals itself."""


class Vault(Protocol):
    """OpenBao's API. `token` arguments are root or equal."""

    async def status(self) -> VaultStatus: ...
    async def initialise(self, *, shares: int, threshold: int) -> VaultKeys: ...
    async def unseal(self, shares: Sequence[str]) -> None: ...
    async def token_valid(self, token: str) -> bool: ...
    async def ensure_kv(self, token: str, mount: str) -> bool:
        """A KV v2 mount; True when it had to be made."""

    async def ensure_policy(self, token: str, name: str, rules: str) -> bool: ...
    async def ensure_kubernetes_role(self, token: str, role: VaultRole) -> bool:
        """Kubernetes auth, its configuration for the local cluster, and one role."""

    async def seed(self, token: str, mount: str, path: str, value: str) -> bool:
        """Write the field `value` only when nothing is there (cas=0); True when it was written."""

    async def revoke(self, token: str) -> None: ...
    async def generate_root(self, shares: Sequence[str]) -> str:
        """A new root token from recovery or unseal keys."""


@dataclass(frozen=True, slots=True)
class Tip:
    """Where a branch stands."""

    commit: str
    tree: str
    ours: bool
    """Whether forge-tui wrote this commit."""


class GitServer(Protocol):
    """Gitea: its API and Git over HTTP."""

    async def ensure_organisation(self, name: str) -> bool: ...
    async def ensure_repository(self, organisation: str, name: str) -> bool: ...
    async def tip(self, organisation: str, name: str, branch: str = "main") -> Tip | None:
        """None for an empty repository."""

    async def push(self, organisation: str, name: str, files: Mapping[str, bytes], *, message: str) -> Tip:
        """Make branch main hold exactly `files`; no commit when it does already.

        Raises RepositoryForeign when the tip is not ours; never forces.
        """

    async def renew_read_token(self, name: str) -> str:
        """A token that can only read repositories; an older one of that name is deleted."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """A login; the password never appears in a repr."""

    username: str
    password: str = field(repr=False)


class Doors(Protocol):
    """Ways into services of the cluster, open as long as the context lasts."""

    def vault(self, namespace: str, pod: str) -> AbstractAsyncContextManager[Vault]: ...
    def git_server(self, namespace: str, service: str, login: Credentials) -> AbstractAsyncContextManager[GitServer]: ...


@dataclass(frozen=True, slots=True)
class VendoredCharts:
    """The charts of a plan with their dependencies inside: what Git will hold."""

    directory: Path
    """Holds charts/<component>/ and root/."""
    files: Mapping[str, bytes]
    """Path below `directory`, with forward slashes, to content."""
    unpinned: tuple[str, ...] = ()
    """Dependencies that charts.lock knows no digest of, so that their first download was trusted."""


Progress = Callable[[str, int, int], None]
"""(message, done, total)"""


class ChartSource(Protocol):
    """Where charts come from: the bundle beside the program, and upstream repositories or their mirror."""

    async def vendor(self, catalogue: Catalogue, progress: Progress) -> VendoredCharts:
        """Raises ChartSourceUnreachable, ChecksumMismatch."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a server shows at the TLS handshake."""

    trusted: bool
    """Whether this machine trusts it for the host that was asked."""
    words: str = ""
    """Issuer when it is trusted, else why it is not."""
    until: datetime | None = None
    """End of its validity; None where it is not told."""


@dataclass(frozen=True, slots=True)
class Visit:
    """How far one request came. The first error ends it."""

    addresses: tuple[str, ...] = ()
    certificate: Certificate | None = None
    status: int = 0
    """HTTP status; 0 when none came."""
    seconds: float = 0.0
    error: str = ""
    """Of the first layer that did not answer."""


class Web(Protocol):
    """Addresses for people, as a browser on this machine would meet them."""

    async def visit(self, url: str) -> Visit:
        """Resolve, connect, ask for the page; never raises, and takes ten seconds at most."""


class Journal(Protocol):
    """Memory that survives this process."""

    async def save_secret(self, name: str, content: str) -> Path:
        """Write a file only this user can read, flushed to disk before this returns. Raises JournalUnwritable."""

    async def load_secret(self, name: str) -> str | None: ...
    async def forget_secret(self, name: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Adapters:
    """All that the engine works with."""

    cluster: Cluster
    helm: Helm
    doors: Doors
    charts: ChartSource
    clock: Clock
    journal: Journal
    dump_values: Callable[[Mapping[str, Any]], bytes]
    """Values as a file for Git; deterministic."""
    reveal: Callable[[str, bool], str]
    """What a reference of the answers points to; the second argument says whether it is private. Raises SecretUnavailable."""
    web: Web | None = None
    """None where nobody looks from outside."""
