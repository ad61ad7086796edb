"""Questions about what gets installed and where it comes from: components, AIRM, registry, delivery, OpenBao."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import JsonValue, StrictBool, StrictInt

from forge_tui.domain import answers_types as types
from forge_tui.domain.answers_secrecy import value_complaints
from forge_tui.domain.answers_section import Complaint, Section
from forge_tui.domain.answers_types import answer, section


class Components(Section):
    """Which components get installed, and their values."""

    enable: tuple[str, ...] = answer(
        title="Switch on",
        help="Components to install besides those that are on by default.",
        kind="component-list",
        examples=[["kuberay-operator"]],
        default=(),
    )
    disable: tuple[str, ...] = answer(
        title="Switch off",
        help="Components not to install; refused when another one needs them.",
        kind="component-list",
        examples=[["minio-tenant"]],
        default=(),
    )
    values: dict[str, dict[str, JsonValue]] = answer(
        title="Values",
        help="Helm values by component; they win over everything else and are kept in Git, so no secrets.",
        kind="component-values",
        examples=[{"cert-manager": {"replicaCount": 2}}],
        default={},
    )

    @classmethod
    def rules(cls, given: Mapping[str, Any]) -> Iterator[Complaint]:
        """A component is on or off, and its values hold no secret."""
        on = frozenset(given.get("enable") or ())
        for name in ("enable", "disable"):
            seen = set[str]()
            for index, component in enumerate(given.get(name) or ()):
                if component in seen:
                    yield (name, index), "stands here twice"
                elif name == "disable" and component in on:
                    yield (name, index), "is enabled and disabled at once"
                seen.add(component)
        yield from value_complaints(given.get("values"), ("values",))


class Demo(Section):
    """What AIRM is set up with, so that there is something to log in to."""

    enabled: StrictBool = answer(
        title="Demo setup",
        help="Create an organisation, a project and a user, and connect this cluster to them.",
        kind="boolean",
        examples=[True],
        default=True,
    )
    organisation: types.DisplayName = answer(
        title="Organisation", help="Name of the first organisation.", kind="text", examples=["research"], default="demo"
    )
    cluster: types.DisplayName = answer(
        title="Cluster name", help="Name under which AIRM shows this cluster.", kind="text", examples=["prod-eu"], default="demo-cluster"
    )
    project: types.DisplayName = answer(
        title="Project", help="Name of the first project.", kind="text", examples=["vision"], default="demo"
    )
    user: types.UserName = answer(
        title="User", help="First user, the part of the address before @DOMAIN.", kind="text", examples=["anna"], default="devuser"
    )


class Airm(Section):
    """AMD Resource Manager."""

    version: Literal["0.1.0", "0.2.0", "0.2.1", "0.2.2", "0.2.3", "0.2.4", "0.2.5", "0.2.6", "0.2.7"] = answer(
        title="AIRM version", help="Version of AMD Resource Manager.", kind="choice", examples=["0.2.7"], default="0.2.7"
    )
    demo: Demo = section(Demo, title="Demo", help="First organisation, project and user.")


class Registry(Section):
    """A mirror for container images."""

    mirror: types.Mirror = answer(
        title="Registry mirror",
        help="Registry that serves all images, as HOST[:PORT][/PATH]. Empty: the images' own registries.",
        kind="text",
        examples=["registry.example.com:5000/forge"],
        default="",
    )
    username: str = answer(
        title="Registry user", help="User for the mirror. Empty: no login.", kind="text", examples=["puller"], default=""
    )
    password: types.SecretReference = answer(
        title="Registry password",
        help="Where the password for the mirror is: env:NAME, file:PATH or fd:NUMBER.",
        kind="secret-reference",
        examples=["env:REGISTRY_PASSWORD"],
        default="",
        pattern=types.REFERENCE_PATTERN,
    )

    @classmethod
    def rules(cls, given: Mapping[str, Any]) -> Iterator[Complaint]:
        """User and password go together, and belong to a mirror."""
        username, password = given.get("username"), given.get("password")
        if username and password == "":
            yield ("password",), "is missing: registry.username is given"
        if password and username == "":
            yield ("username",), "is missing: registry.password is given"
        if (username or password) and given.get("mirror") == "":
            yield ("mirror",), "is missing: a user or password for it is given"


class Delivery(Section):
    """Where charts and images come from."""

    mode: Literal["online", "bundle"] = answer(
        title="Delivery",
        help="online: charts are fetched once by this machine; bundle: everything comes from one file.",
        kind="choice",
        examples=["bundle"],
        default="online",
    )
    bundle: types.Path = answer(
        title="Bundle file", help="The bundle. Only for mode bundle.", kind="path", examples=["/srv/forge-1.0.tar.zst"], default=""
    )

    @classmethod
    def rules(cls, given: Mapping[str, Any]) -> Iterator[Complaint]:
        """A bundle is named exactly when it is used."""
        if given.get("mode") == "bundle" and given.get("bundle") == "":
            yield ("bundle",), "is missing: mode bundle needs it"
        if given.get("mode") == "online" and given.get("bundle"):
            yield ("bundle",), "is only used with mode bundle, and mode is online"


class OpenBao(Section):
    """How the vault is sealed, and who can open it."""

    seal: Literal["static", "shamir"] = answer(
        title="Seal",
        help="static: the vault unseals itself with a key in the cluster; shamir: people unseal it with their shares.",
        kind="choice",
        examples=["shamir"],
        default="static",
    )
    shares: StrictInt = answer(
        title="Shares",
        help="Into how many shares the key (static: the recovery key) is split; 1 to 32.",
        kind="number",
        examples=[5],
        default=1,
        minimum=1,
        maximum=32,
    )
    threshold: StrictInt = answer(
        title="Threshold", help="How many shares open the vault.", kind="number", examples=[3], default=1, minimum=1, maximum=32
    )
    recipients: tuple[types.Path, ...] = answer(
        title="Recipients",
        help="Public key files (PGP), one for each share: each share is encrypted to its recipient. Empty: shares are not encrypted.",
        kind="list",
        examples=[["keys/anna.asc", "keys/ben.asc", "keys/chris.asc"]],
        default=(),
    )

    @classmethod
    def rules(cls, given: Mapping[str, Any]) -> Iterator[Complaint]:
        """The threshold can be reached, and every share has a recipient when any has."""
        shares, threshold, recipients = given.get("shares"), given.get("threshold"), given.get("recipients")
        for name in ("shares", "threshold"):
            if given.get(name) is not None and not 1 <= given[name] <= 32:
                yield (name,), "is not between 1 and 32"
                return
        if shares is not None and threshold is not None:
            if threshold > shares:
                yield ("threshold",), f"is more than the {shares} shares there are"
            if threshold == 1 < shares:
                yield ("threshold",), f"must be at least 2, because there are {shares} shares"
        if recipients and shares is not None and len(recipients) != shares:
            yield ("recipients",), f"names {len(recipients)} keys for {shares} shares; each share needs one"
