"""OpenBao, if it is there, is empty or ours."""

from __future__ import annotations

from forge_tui.domain.failures import VaultForeign
from forge_tui.domain.objects import POD, ObjectRef
from forge_tui.engine.checks import Finding, Question, passed, skipped
from forge_tui.engine.names import VAULT_KEYS_REF, VAULT_NAMESPACE, VAULT_POD
from forge_tui.engine.record import ClusterRecord

NAME = "vault-owner"
TITLE = "Owner of the vault"


async def check(question: Question) -> Finding:
    """Not initialised, or initialised by forge-tui: its keys are in the cluster, or its journal says that it began."""
    cluster = question.adapters.cluster
    pod = await cluster.get(ObjectRef(POD.api_version, POD.kind, VAULT_POD, VAULT_NAMESPACE))
    if pod is None or (pod.get("status") or {}).get("phase") != "Running":
        return skipped("no OpenBao yet")
    if await cluster.get(VAULT_KEYS_REF) is not None:
        return passed("its keys are in Secret cf-openbao/openbao-keys")
    record = ClusterRecord(cluster)
    await record.load()
    if record.get("vault"):
        return passed("forge-tui began to initialise it")
    async with question.adapters.doors.vault(VAULT_NAMESPACE, VAULT_POD) as vault:
        if (await vault.status()).initialised:
            raise VaultForeign("OpenBao in namespace cf-openbao is initialised, and forge-tui has no key for it")
    return passed("not initialised yet")
