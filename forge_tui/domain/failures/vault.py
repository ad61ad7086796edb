"""OpenBao (FT-5nn)."""

from __future__ import annotations

from forge_tui.domain.errors import ExitCode, ForgeError


class VaultUnreachable(ForgeError):
    """OpenBao gives no answer through the port-forward."""

    id = "FT-501"
    title = "OpenBao does not answer"
    meaning = "The pod runs but its API gives no answer."
    default_remedy = "Run: kubectl -n cf-openbao logs openbao-0"


class VaultForeign(ForgeError):
    """OpenBao was initialised by somebody else."""

    id = "FT-502"
    title = "OpenBao was initialised by somebody else"
    meaning = "The vault is initialised, forge-tui holds no key for it, and its journal does not say that it began to."
    exit_code = ExitCode.PREFLIGHT
    default_remedy = (
        "Put the keys into Secret cf-openbao/openbao-keys (key_1, key_2, ... and root_token), or delete the claims of an empty vault."
    )


class VaultSealed(ForgeError):
    """OpenBao is sealed and we have no key that opens it."""

    id = "FT-503"
    title = "OpenBao is sealed"
    meaning = "The vault needs unseal keys that are not in the cluster."
    default_remedy = "Run: kubectl -n cf-openbao exec -ti openbao-0 -- bao operator unseal"


class VaultRefused(ForgeError):
    """OpenBao answers with an error."""

    id = "FT-504"
    title = "OpenBao refuses a request"
    meaning = "The token lacks a permission or the request does not fit the state of the vault."
