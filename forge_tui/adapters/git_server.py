"""The port GitServer over Gitea's API. Its client blocks, so each request runs in a thread, and ends by itself after 20 s."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from forge_tui.domain.failures import GitNotReady, GitServerRefused, RepositoryForeign
from forge_tui.ports import Credentials, Tip

if TYPE_CHECKING:
    import urllib3

    from forge_tui.adapters.git_push import Head

BRANCH = "main"
_READ_SCOPE = "read:repository"
_T = TypeVar("_T")


_NOT_READY = (401, 502, 503, 504)
"""401 too: Gitea's container makes the administrator while it starts."""


class GiteaServer:
    """One Gitea at one address, as one user who may make organisations.

    Args:
        url: For example `http://127.0.0.1:3000`.
        login: The user; tokens can only be made with a password.
        request_timeout_s: Limit of one request.
        now: Date of new commits.
    """

    def __init__(
        self, url: str, login: Credentials, *, request_timeout_s: float = 20.0, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._url = url.rstrip("/")
        self._login = login
        self._request_timeout_s = request_timeout_s
        self._now = now
        self._pool: urllib3.PoolManager | None = None
        self._one_at_a_time = asyncio.Lock()

    async def ensure_organisation(self, name: str) -> bool:
        """A private organisation; False when there is one of that name. Raises GitServerRefused."""
        return await self._ensure(f"organisation {name}", f"orgs/{quote(name)}", "orgs", {"username": name, "visibility": "private"})

    async def ensure_repository(self, organisation: str, name: str) -> bool:
        """A private, empty repository; False when there is one of that name. Raises GitServerRefused."""
        wanted = {"name": name, "private": True, "auto_init": False, "default_branch": BRANCH}
        return await self._ensure(
            f"repository {organisation}/{name}", f"repos/{quote(organisation)}/{quote(name)}", f"orgs/{quote(organisation)}/repos", wanted
        )

    async def tip(self, organisation: str, name: str, branch: str = BRANCH) -> Tip | None:
        """None for an empty repository, or one without that branch. Raises GitServerRefused."""
        head = await self._head(organisation, name, branch)
        return Tip(head.commit, head.tree, ours=not head.stranger) if head else None

    async def push(self, organisation: str, name: str, files: Mapping[str, bytes], *, message: str) -> Tip:
        """Make branch main hold exactly `files`; no commit when it does already.

        Raises:
            RepositoryForeign: Somebody else wrote the tip, and it holds other files; or somebody pushed just now.
            GitServerRefused: Gitea refuses, or the branch moved while we pushed.
        """
        from forge_tui.adapters import git_push

        # Hashing megabytes blocks too long for the loop.
        tree = await asyncio.to_thread(git_push.tree_of, files)
        head = await self._head(organisation, name, BRANCH)
        if head and head.tree == tree.id:
            return Tip(head.commit, head.tree, ours=not head.stranger)
        self._check_ours(organisation, name, head)
        before = head.commit if head else None
        commit = git_push.commit_of(tree, before, message, self._now())
        url = self._clone_url(organisation, name)
        refused = await self._blocking(
            lambda: git_push.push(url, self._login, self._connections(), tree, commit, BRANCH, before), f"pushing to {organisation}/{name}"
        )
        if refused:
            self._check_ours(organisation, name, await self._head(organisation, name, BRANCH))
            raise GitServerRefused(
                f"Gitea refuses the push to {organisation}/{name}: {_words(refused)}", remedy="Run the same command again."
            )
        return Tip(commit.id, tree.id, ours=True)

    async def renew_read_token(self, name: str) -> str:
        """A token that can only read repositories; an older one of that name is deleted. Raises GitServerRefused."""
        tokens = f"users/{quote(self._login.username)}/tokens"
        await self._ask(f"deleting token {name}", "DELETE", f"{tokens}/{quote(name)}", missing=True)
        made = await self._ask(f"making token {name}", "POST", tokens, {"name": name, "scopes": [_READ_SCOPE]})
        return str(made["sha1"])

    async def _ensure(self, what: str, path: str, collection: str, wanted: Mapping[str, Any]) -> bool:
        if await self._ask(f"reading {what}", "GET", path, missing=True) is not None:
            return False
        # 409 and 422: somebody made it since we looked.
        made = await self._ask(f"making {what}", "POST", collection, wanted, also=(409, 422))
        if made is None and await self._ask(f"reading {what}", "GET", path, missing=True) is None:
            raise GitServerRefused(f"Gitea refuses making {what}")
        return made is not None

    async def _head(self, organisation: str, name: str, branch: str) -> Head | None:
        from forge_tui.adapters import git_push

        url = self._clone_url(organisation, name)
        return await self._blocking(
            lambda: git_push.head_of(url, self._login, self._connections(), branch), f"reading the tip of {organisation}/{name}"
        )

    def _clone_url(self, organisation: str, name: str) -> str:
        return f"{self._url}/{quote(organisation)}/{quote(name)}.git"

    def _check_ours(self, organisation: str, name: str, head: Head | None) -> None:
        if head and head.stranger:
            raise RepositoryForeign(f"commit {head.commit[:12]} of {organisation}/{name} was written by {_words(head.stranger)}")

    async def _ask(
        self,
        action: str,
        method: str,
        path: str,
        content: Mapping[str, Any] | None = None,
        *,
        missing: bool = False,
        also: tuple[int, ...] = (),
    ) -> Any:
        """The answer as JSON; None for 404 when that is allowed, and for the statuses in `also`."""
        status, body = await self._blocking(lambda: self._request(method, path, content), action)
        if status in also or (missing and status == 404):
            return None
        if status in _NOT_READY:
            raise GitNotReady(f"Gitea refuses {action}: {_said(body) or 'no reason given'} (status {status})")
        if status >= 400:
            raise GitServerRefused(f"Gitea refuses {action}: {_said(body) or 'no reason given'} (status {status})")
        try:
            return json.loads(body) if body else {}
        except ValueError:
            raise GitServerRefused(f"what answers at {self._url} is not Gitea (while {action})") from None

    def _request(self, method: str, path: str, content: Mapping[str, Any] | None) -> tuple[int, bytes]:
        import urllib3

        headers = urllib3.make_headers(basic_auth=f"{self._login.username}:{self._login.password}") | {"Accept": "application/json"}
        answer = self._connections().request(method, f"{self._url}/api/v1/{path}", headers=headers, json=content, redirect=False)
        return answer.status, answer.data

    def _connections(self) -> urllib3.PoolManager:
        """Straight ones: a port-forward on loopback never goes through a proxy, whatever the environment says."""
        import urllib3

        if self._pool is None:
            self._pool = urllib3.PoolManager(timeout=self._request_timeout_s, retries=False)
        return self._pool

    async def _blocking(self, call: Callable[[], _T], action: str) -> _T:
        from dulwich.client import HTTPUnauthorized
        from dulwich.errors import GitProtocolError, NotGitRepository
        from urllib3.exceptions import HTTPError

        async with self._one_at_a_time:
            try:
                return await asyncio.to_thread(call)
            except HTTPError as error:
                raise GitNotReady(f"Gitea gives no answer while {action}: {_reason(error)}") from None
            except NotGitRepository:
                raise GitServerRefused(f"Gitea has no such repository (while {action})") from None
            except HTTPUnauthorized:
                raise GitNotReady(f"Gitea does not accept the login while {action}") from None
            except GitProtocolError as error:
                if isinstance(error.__context__, HTTPError):
                    raise GitNotReady(f"Gitea gives no answer while {action}: {_reason(error.__context__)}") from None
                raise GitServerRefused(f"Gitea refuses {action}: {_words(str(error)) or type(error).__name__}") from None


def _said(body: bytes) -> str:
    try:
        content = json.loads(body)
    except ValueError:
        return ""
    return _words(str(content.get("message", ""))) if isinstance(content, dict) else ""


def _words(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+", " ", text).strip()[:200]


def _reason(error: Exception) -> str:
    """Words for the kind of failure only: urllib3 puts objects and whole URLs into its texts."""
    text = f"{error} {type(error).__name__}"
    signs = {"refused": "connection refused", "imed out": "timed out", "Timeout": "timed out", "reset": "the connection was reset"}
    for sign, words in signs.items():
        if sign in text:
            return words
    return "the connection was closed" if "aborted" in text or "Protocol" in text else type(error).__name__
