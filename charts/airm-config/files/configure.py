"""Sets AIRM up so that there is something to log in to, and keeps it so.

Finds what exists and creates what is missing, so it may run as often as anybody likes. Everything comes from the environment,
nothing from the command line. Exit code 0: all is there; 1: try again, the last line says why.
"""

from __future__ import annotations

import logging
import os
import secrets
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from broker import Broker
from json_service import JsonService, Patience, Refused, TimedOut, Unreachable
from keycloak import Client, Keycloak, Person
from kubernetes_api import Kubernetes
from resource_manager import ResourceManager

_LOG = logging.getLogger("airm-config")
_ADMINISTRATORS = ("Platform Administrator", "Super Administrator")


@dataclass(frozen=True)
class Settings:
    """The environment, read once: a name that is missing stops the job before it touches anything."""

    environment: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        """Raises SystemExit naming the variable."""
        value = self.environment.get(name, "")
        if not value:
            sys.exit(f"{name} is not set")
        return value


@dataclass(frozen=True)
class Setup:
    """The services, and what each shall hold."""

    settings: Settings
    patience: Patience
    keycloak: Keycloak
    broker: Broker
    kubernetes: Kubernetes
    api: JsonService

    def run(self) -> None:
        """All steps, in order. Raises Refused, Unreachable or TimedOut."""
        self.patience.until("API of AIRM", self._api_answers)
        job = Person(self.settings["JOB_EMAIL"], "Setup", "Job", _ADMINISTRATORS)
        account, _ = self.patience.until("realm", lambda: self.keycloak.ensure(job))
        manager = ResourceManager(self.api, lambda: self.keycloak.log_in(account["id"], job.email), self.patience)
        try:
            self._fill(manager, job.email)
        finally:
            # Nobody knows its secret; off, nobody needs to.
            self.keycloak.switch(account["id"], on=False)

    def _api_answers(self) -> bool:
        self.api.call("GET", "/v1/health")
        return True

    def _fill(self, manager: ResourceManager, job_email: str) -> None:
        settings = self.settings
        person = Person(settings["USER_EMAIL"], settings["USER_FIRST_NAME"], settings["USER_LAST_NAME"], _ADMINISTRATORS)
        _, is_new = self.keycloak.ensure(person, first_secret=settings["USER_FIRST_SECRET"])
        _LOG.info("account %s: %s", person.email, "created" if is_new else "is there")
        organisation = manager.ensure_organisation(settings["ORGANISATION"], settings["DOMAIN"])
        job_id = manager.ensure_member(organisation, job_email)
        person_id = manager.ensure_member(organisation, person.email)
        cluster = self._ensure_cluster(manager)
        manager.await_healthy(cluster)
        project = manager.ensure_project(settings["PROJECT"], cluster)
        manager.add_to_project(project, [job_id, person_id])
        manager.renew()
        manager.await_project(project)
        manifest = Path(settings["SECRET_MANIFEST"]).read_text()
        secret = manager.ensure_secret(project, "minio-credentials-fetcher", manifest)
        spec = {"bucket_url": settings["BUCKET_URL"], "access_key_name": "minio-access-key", "secret_key_name": "minio-secret-key"}
        manager.ensure_storage(project, "minio-storage", secret, spec)

    def _ensure_cluster(self, manager: ResourceManager) -> str:
        """Id of this cluster, whose account at the broker and in the Secret of the dispatcher are the same afterwards."""
        username, secret = self.kubernetes.dispatcher_login()
        base_url = self.settings["BASE_URL"]
        known = this_cluster(manager.clusters(), login=username, name=self.settings["CLUSTER"], base_url=base_url)
        if known is None:
            known, secret = manager.create_cluster(base_url)
            self.kubernetes.set_dispatcher_login(known, secret)
            _LOG.info("cluster %s: created, and the dispatcher may log in", known)
            return known
        if username == known and secret and self.broker.accepts(known, secret):
            _LOG.info("cluster %s: is there, and so is its login", known)
            return known
        # The API told the secret once, and it is lost or was changed. Both ends get one: that of the Secret, when there is one.
        secret = secret if username == known and secret else secrets.token_hex(32)
        self.broker.set_account(known, secret)
        self.kubernetes.set_dispatcher_login(known, secret)
        _LOG.info("cluster %s: is there, its login was put right", known)
        return known


def this_cluster(clusters: list[dict[str, Any]], *, login: str, name: str, base_url: str) -> str | None:
    """Id of the one that is this cluster: that of the dispatcher's login, else by name, else the only one that never told its name.

    A name comes with the first heartbeat, so a run that ended between creating the cluster and writing the login left one without.
    """
    by_id = [it for it in clusters if it["id"] == login]
    by_name = [it for it in clusters if str(it.get("name") or "").lower() == name.lower()]
    nameless = [it for it in clusters if not it.get("name") and it.get("base_url", base_url) == base_url]
    for found in (by_id, by_name, nameless if len(nameless) == 1 else []):
        if found:
            return str(found[0]["id"])
    return None


def assembled(environment: Mapping[str, str]) -> Setup:
    """The job as the environment describes it."""
    settings = Settings(environment)
    account = Path(settings["SERVICE_ACCOUNT_FOLDER"])
    certificate = account / "ca.crt"
    api_server = JsonService("kubernetes", settings["KUBERNETES_URL"], str(certificate) if certificate.exists() else "")
    admin = Client(settings["KEYCLOAK_ADMIN_CLIENT_ID"], settings["KEYCLOAK_ADMIN_CLIENT_SECRET"])
    frontend = Client(settings["KEYCLOAK_CLIENT_ID"], settings["KEYCLOAK_CLIENT_SECRET"])
    return Setup(
        settings,
        Patience(float(settings["WAIT_SECONDS"]), float(settings["POLL_SECONDS"])),
        Keycloak(JsonService("keycloak", settings["KEYCLOAK_URL"]), settings["KEYCLOAK_REALM"], admin, frontend),
        Broker(JsonService("broker", settings["BROKER_URL"]), settings["BROKER_USERNAME"], settings["BROKER_SECRET"]),
        Kubernetes(api_server, settings["NAMESPACE"], account),
        JsonService("airm", settings["AIRM_URL"]),
    )


def main() -> int:
    """Run once."""
    # Ended by its deadline it still has to switch its account off.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(levelname)s %(message)s")
    try:
        assembled(os.environ).run()
    except (Refused, Unreachable, TimedOut) as error:
        _LOG.error("%s", error)
        return 1
    _LOG.info("done")
    return 0


if __name__ == "__main__":
    sys.exit(main())
