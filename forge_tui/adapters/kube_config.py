"""Finds the kubeconfig and turns one context of it into an address, credentials and TLS settings."""

from __future__ import annotations

import asyncio
import importlib
import logging
import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from forge_tui.domain.failures import KubeconfigInvalid, NotAuthenticated

_CREDENTIALS_TIMEOUT_S = 60.0
"""Login programs may open a browser; longer than this nobody waits without knowing why."""


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach one cluster, read at one moment."""

    server: str
    """Without a slash at the end."""
    context: str
    authorization: str = field(repr=False)
    """Value of the header; empty with a client certificate."""
    tls: ssl.SSLContext = field(repr=False, compare=False)
    has_certificate: bool
    server_name: str | None = None
    """TLS server name where it differs from the address."""
    proxy: str | None = field(default=None, repr=False)


async def read_access(kubeconfig: Path | None, context: str | None) -> Access:
    """Access for a context; without a kubeconfig: $KUBECONFIG, then ~/.kube/config, then the pod we run in.

    Raises:
        KubeconfigInvalid: No such file or context, or the file is broken; names the contexts there are.
        NotAuthenticated: The login program that the kubeconfig names gives no credentials.
    """
    # The package takes 0.4 s to import: in a thread, so that screens go on drawing.
    await asyncio.to_thread(importlib.import_module, "kubernetes.aio.config.kube_config")
    logging.getLogger("kubernetes").addHandler(logging.NullHandler())
    from kubernetes.aio.client import Configuration

    configuration = Configuration()
    paths = files_of(kubeconfig)
    if not paths:
        name = _load_in_cluster(configuration)
    else:
        name = await _load_files(paths, context, configuration)
    return await asyncio.to_thread(_access, configuration, name)


def files_of(kubeconfig: Path | None) -> list[Path]:
    """This kubeconfig, or those that kubectl would read; none inside a pod. Raises KubeconfigInvalid when there should be one."""
    if kubeconfig is not None:
        if not kubeconfig.is_file():
            raise KubeconfigInvalid(f"there is no kubeconfig at {kubeconfig}", remedy="Name it: forge-tui --kubeconfig FILE")
        return [kubeconfig]
    listed = os.environ.get("KUBECONFIG") or str(Path.home() / ".kube" / "config")
    paths = [Path(name).expanduser() for name in listed.split(os.pathsep) if name]
    found = [path for path in paths if path.is_file()]
    if not found and not os.environ.get("KUBERNETES_SERVICE_HOST"):
        raise KubeconfigInvalid(f"there is no kubeconfig at {listed}", remedy="Name it: forge-tui --kubeconfig FILE")
    return found


def _load_in_cluster(configuration: Any) -> str:
    from kubernetes.aio.config.config_exception import ConfigException
    from kubernetes.aio.config.incluster_config import load_incluster_config

    try:
        load_incluster_config(client_configuration=configuration, try_refresh_token=False)
    except ConfigException as error:
        raise KubeconfigInvalid(f"there is no kubeconfig, and the pod has no service account: {error}") from None
    return "in-cluster"


async def _load_files(paths: list[Path], context: str | None, configuration: Any) -> str:
    """Fill `configuration`; returns the name of the context. Texts of the package's own errors can hold tokens: never repeated here."""
    from kubernetes.aio.config.config_exception import ConfigException
    from kubernetes.aio.config.kube_config import KubeConfigLoader, KubeConfigMerger

    source = os.pathsep.join(map(str, paths))
    merger = await asyncio.to_thread(_merged, KubeConfigMerger, source)
    try:
        name = context or next((str(c["current-context"]) for c in merger.config_files.values() if c.get("current-context")), "")
        user = _check_context(name, merger.config_files, source)
        loader = KubeConfigLoader(config_dict=merger.config, active_context=name, config_base_path=None)
        async with asyncio.timeout(_CREDENTIALS_TIMEOUT_S):
            await loader.load_and_set(configuration)
    except TimeoutError:
        raise NotAuthenticated(f"the login program of context {name} gives no credentials within {_CREDENTIALS_TIMEOUT_S:.0f} s") from None
    except ConfigException as error:
        missing = str(error) if str(error).startswith("File does not exist") else "an entry is missing"
        raise KubeconfigInvalid(f"{source} cannot be used: {missing}") from None
    except (TypeError, ValueError, KeyError, AttributeError, OSError) as error:
        raise KubeconfigInvalid(f"{source} cannot be used: it is not a kubeconfig ({type(error).__name__})") from None
    if "exec" in user and not configuration.api_key.get("BearerToken") and not configuration.cert_file:
        command = user["exec"].get("command", "?")
        raise NotAuthenticated(f"the login program {command} of context {name} gives no credentials", remedy="Run: kubectl auth whoami")
    return name


def _merged(merger: Any, source: str) -> Any:
    import yaml

    try:
        return merger(source)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        raise KubeconfigInvalid(f"{source} is not YAML{where}") from None
    except (UnicodeDecodeError, AttributeError, TypeError):
        raise KubeconfigInvalid(f"{source} is not a kubeconfig") from None
    except OSError as error:
        raise KubeconfigInvalid(f"{source} cannot be read: {error.strerror}") from None


def _check_context(name: str, files: Mapping[str, Mapping[str, Any]], source: str) -> Mapping[str, Any]:
    """The user of a context; KubeconfigInvalid when the context, its cluster or its user is not there."""

    def named(section: str, key: str) -> dict[str, Any]:
        entries = [entry for file in files.values() for entry in file.get(section) or []]
        return {entry["name"]: entry.get(key) or {} for entry in reversed(entries)}

    contexts = named("contexts", "context")
    if name not in contexts:
        there = ", ".join(sorted(contexts)) or "none"
        wanted = f"has no context {name}" if name else "names no current context"
        raise KubeconfigInvalid(f"{source} {wanted}; contexts: {there}")
    cluster, user = contexts[name].get("cluster"), contexts[name].get("user")
    if not named("clusters", "cluster").get(cluster, {}).get("server"):
        raise KubeconfigInvalid(f"{source}: context {name} names cluster {cluster}, which has no server")
    users = named("users", "user")
    if user not in users:
        raise KubeconfigInvalid(f"{source}: context {name} names user {user}, which is not there")
    found: Mapping[str, Any] = users[user]
    return found


def _access(configuration: Any, context: str) -> Access:
    """Blocking: reads certificates."""
    from kubernetes.aio.client.rest import RESTClientObject

    try:
        tls: ssl.SSLContext = RESTClientObject(configuration).ssl_context
    except (ssl.SSLError, OSError, ValueError) as error:
        raise KubeconfigInvalid(f"a certificate of context {context} cannot be used ({type(error).__name__})") from None
    return Access(
        server=configuration.host.rstrip("/"),
        context=context,
        authorization=(configuration.api_key.get("BearerToken") or "").strip(),
        tls=tls,
        has_certificate=bool(configuration.cert_file),
        server_name=configuration.tls_server_name,
        proxy=configuration.proxy,
    )
