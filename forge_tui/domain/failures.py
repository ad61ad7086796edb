"""Every failure that stops a run or a command, by area: 0 usage, 1 checks, 3 cluster, 4 charts and Git, 5 vault, 6 run, 9 bug.

Ids FT-2nn belong to causes (forge_tui.engine.causes): what is wrong with one component while the run goes on.
"""

from __future__ import annotations

from forge_tui.domain.errors import ExitCode, ForgeError


class UsageError(ForgeError):
    """A command line that cannot be understood."""

    id = "FT-001"
    title = "The command line is not understood"
    meaning = "An option, a value of an option or a command is unknown or has the wrong form."
    exit_code = ExitCode.USAGE
    default_remedy = "Run: forge-tui --help"


class AnswersUnreadable(ForgeError):
    """The answers file cannot be opened or is not YAML that we accept."""

    id = "FT-002"
    title = "The answers file cannot be read"
    meaning = "The file is missing, not readable by this user, larger than 1 MB, not YAML, or uses aliases."
    exit_code = ExitCode.USAGE
    default_remedy = "Correct the file and run: forge-tui check ANSWERS"


class AnswersInvalid(ForgeError):
    """The answers have problems; all of them are in the message, one a line, with position."""

    id = "FT-003"
    title = "The answers are not valid"
    meaning = "One or more answers are unknown, of the wrong type, out of range or contradict each other."
    exit_code = ExitCode.USAGE
    default_remedy = "Correct the lines named and run: forge-tui check ANSWERS"


class CatalogueInvalid(ForgeError):
    """root/values.yaml contradicts itself."""

    id = "FT-004"
    title = "The catalogue is inconsistent"
    meaning = "A component depends on one that does not exist, edges form a circle, or a wave contradicts an edge."
    exit_code = ExitCode.USAGE
    default_remedy = "Correct root/values.yaml; the message names the component and the edge."


class SelectionInvalid(ForgeError):
    """Components were switched off that others need."""

    id = "FT-005"
    title = "The choice of components does not work"
    meaning = "An enabled component has a hard dependency on one that is switched off."
    exit_code = ExitCode.USAGE
    default_remedy = "Enable what is missing or disable what needs it, in components.enable and components.disable."


class SecretUnavailable(ForgeError):
    """A reference env:, file: or fd: leads nowhere."""

    id = "FT-006"
    title = "A secret reference cannot be read"
    meaning = "The answers name a secret by reference, and the variable, file or descriptor is not there."
    exit_code = ExitCode.USAGE
    default_remedy = "Provide the variable or file that the message names, readable by this user only."


class MachineUnknown(ForgeError):
    """--simulate names no recorded machine."""

    id = "FT-007"
    title = "The recorded machine is unknown"
    meaning = "--simulate takes the name of a machine that ships with forge-tui, or the path of a machine file."
    exit_code = ExitCode.USAGE
    default_remedy = "Run: forge-tui machines"


class PreflightFailed(ForgeError):
    """At least one check failed and was not waived; nothing has been changed."""

    id = "FT-101"
    title = "A check failed before the install"
    meaning = "The cluster does not fulfil what the plan needs. Nothing was changed."
    exit_code = ExitCode.PREFLIGHT
    default_remedy = "Do what the failed check says and run the same command again."


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


class HelmMissing(ForgeError):
    """No helm on PATH."""

    id = "FT-401"
    title = "Helm is not installed"
    meaning = "forge-tui renders and installs charts with the helm program (3.14 or newer)."
    exit_code = ExitCode.PREFLIGHT
    default_remedy = "Install Helm 3.14 or newer, or name it: forge-tui --helm /path/to/helm"


class HelmTooOld(ForgeError):
    """helm is older than 3.14."""

    id = "FT-402"
    title = "Helm is too old"
    meaning = "Versions before 3.14 lack what the charts need."
    exit_code = ExitCode.PREFLIGHT
    default_remedy = "Install Helm 3.14 or newer, or name it: forge-tui --helm /path/to/helm"


class HelmFailed(ForgeError):
    """helm ran and reported an error."""

    id = "FT-403"
    title = "Helm reports an error"
    meaning = "A chart does not render with these values, or the cluster refuses what it renders."


class ChartSourceUnreachable(ForgeError):
    """A chart repository or manifest address gives no answer."""

    id = "FT-404"
    title = "A chart cannot be fetched"
    meaning = "The chart repository is unreachable from this machine."
    exit_code = ExitCode.PREFLIGHT
    default_remedy = "Check proxy and network, use --mirror FROM=TO, or install from a bundle."


class ChecksumMismatch(ForgeError):
    """A fetched chart is not the one that charts.lock pins."""

    id = "FT-405"
    title = "A fetched chart is not the pinned one"
    meaning = "The bytes differ from the digest in charts.lock: the chart was republished, or somebody tampers."
    exit_code = ExitCode.PREFLIGHT
    default_remedy = "Compare the source with charts.lock; do not go on before the difference is explained."


class GitServerRefused(ForgeError):
    """Gitea answers, but not with what we asked for."""

    id = "FT-406"
    title = "Gitea refuses a request"
    meaning = "The credentials do not fit or the API answered with an error."


class RepositoryForeign(ForgeError):
    """The repository's tip was not written by forge-tui."""

    id = "FT-407"
    title = "A Git repository has another owner's commits"
    meaning = "The branch holds a commit that forge-tui did not write; it never overwrites such a branch."
    default_remedy = "Move the repository away or merge by hand, then run the same command again."


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
        "Put the keys into Secret cf-openbao/openbao-keys (recovery_key or unseal_key, root_token), or delete the claims of an empty vault."
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


class LeaseHeld(ForgeError):
    """Another installer works on this cluster."""

    id = "FT-601"
    title = "Another installer holds the lease"
    meaning = "Two installers never change one cluster at the same time; the message says who works and since when."
    exit_code = ExitCode.LEASE_HELD
    default_remedy = "Follow it with: forge-tui status --watch, or wait until it ends."


class PlanDrift(ForgeError):
    """The saved plan is not what would be done now."""

    id = "FT-602"
    title = "The plan has changed"
    meaning = "--plan names a saved plan, and answers, charts or catalogue are not the same any more."
    exit_code = ExitCode.DRIFT
    default_remedy = "Compare and save the new one: forge-tui plan ANSWERS -o FILE"


class TimedOut(ForgeError):
    """--timeout is over; the cluster goes on by itself."""

    id = "FT-603"
    title = "The time limit is over"
    meaning = "Not everything is ready. The root Application is in place, so Argo CD goes on without forge-tui."
    exit_code = ExitCode.TIMED_OUT
    default_remedy = "Run the same command again to go on watching."


class ComponentsFailed(ForgeError):
    """At least one component will not become ready by itself."""

    id = "FT-604"
    title = "A component failed"
    meaning = "All that can become ready is ready; the rest waits for a failure that does not heal by itself."
    default_remedy = "Do what the component's cause says, then run the same command again."


class JournalUnwritable(ForgeError):
    """The journal cannot be written: disk full or read-only."""

    id = "FT-605"
    title = "The journal cannot be written"
    meaning = "Keys and finished steps must be on disk before anything depends on them, and the disk refuses."
    default_remedy = "Free space in the state directory (forge-tui --state-dir DIR names another) and run again."


class NotReadyInTime(ForgeError):
    """A foundation release did not become ready within its limit."""

    id = "FT-606"
    title = "A foundation component does not become ready"
    meaning = "Argo CD, Gitea or OpenBao was installed, but its pods do not become ready."
    default_remedy = "Run: kubectl get pods -A --field-selector=status.phase!=Running"


class Cancelled(ForgeError):
    """The operator stopped the run."""

    id = "FT-607"
    title = "Cancelled by the operator"
    meaning = "The run was stopped in order. Run the same command again to continue."
    exit_code = ExitCode.CANCELLED
    default_remedy = "Run the same command again to continue."


class Bug(ForgeError):
    """Something that should be impossible."""

    id = "FT-900"
    title = "A bug in forge-tui"
    meaning = "The program met a state that it does not know. The report holds what its makers need."
    exit_code = ExitCode.BUG
    default_remedy = "Send the report that the message names to the makers of forge-tui."
