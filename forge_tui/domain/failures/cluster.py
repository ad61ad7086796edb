"""How the cluster refuses (FT-3nn)."""

from __future__ import annotations

from forge_tui.domain.errors import ExitCode, ForgeError


class ClusterUnreachable(ForgeError):
    """No answer from the API server."""

    id = "FT-301"
    title = "The cluster does not answer"
    meaning = "The API server named in the kubeconfig cannot be reached: wrong address, network, VPN, or it is down."
    exit_code = ExitCode.UNREACHABLE
    default_remedy = "Run: kubectl cluster-info"


class NotAuthenticated(ForgeError):
    """The API server does not accept who we say we are (401)."""

    id = "FT-302"
    title = "The cluster does not accept the credentials"
    meaning = "The token or certificate of the kubeconfig is expired or wrong."
    exit_code = ExitCode.UNREACHABLE
    default_remedy = "Log in again, then run: kubectl auth whoami"


class NotAuthorised(ForgeError):
    """The API server knows us and refuses the verb (403)."""

    id = "FT-303"
    title = "The cluster refuses an action"
    meaning = "The user of the kubeconfig lacks a permission; the message names verb and resource."
    exit_code = ExitCode.UNREACHABLE
    default_remedy = "Ask the cluster's administrator for the verb that the message names."


class KubeconfigInvalid(ForgeError):
    """The kubeconfig or the context cannot be used."""

    id = "FT-304"
    title = "The kubeconfig cannot be used"
    meaning = "The file is missing or broken, or has no such context."
    exit_code = ExitCode.UNREACHABLE
    default_remedy = "Run: kubectl config get-contexts"


class ObjectRefused(ForgeError):
    """The API server or one of its webhooks rejects an object (400, 409, 422)."""

    id = "FT-305"
    title = "The cluster rejects an object"
    meaning = "The API server or an admission webhook says that the object is not valid or conflicts."


class NamespaceTerminating(ForgeError):
    """A namespace that we need is being deleted."""

    id = "FT-306"
    title = "A namespace is being deleted"
    meaning = "Nothing can be created in a namespace that terminates; a finalizer may hold it for ever."
    exit_code = ExitCode.PREFLIGHT
    default_remedy = "Run: kubectl get namespace NAME -o jsonpath='{.status.conditions}'"


class ClusterOverloaded(ForgeError):
    """429 or 5xx for longer than we retry."""

    id = "FT-307"
    title = "The API server answers with errors"
    meaning = "The API server or etcd is overloaded or restarting."
    exit_code = ExitCode.UNREACHABLE
    default_remedy = "Run: kubectl get --raw '/readyz?verbose'"
