"""What ends a run (FT-6nn, FT-9nn)."""

from __future__ import annotations

from forge_tui.domain.errors import ExitCode, ForgeError


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
    meaning = "Not everything is ready. Once the root Application exists, Argo CD goes on without forge-tui."
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


class ComponentsSkipped(ForgeError):
    """The operator skipped components that are not ready at the end."""

    id = "FT-608"
    title = "Finished without skipped components"
    meaning = "Everything else is done. The operator chose to wait no longer for these; Argo CD goes on trying."
    default_remedy = "Look at what is missing: forge-tui status, then run the same command again."


class Bug(ForgeError):
    """Something that should be impossible."""

    id = "FT-900"
    title = "A bug in forge-tui"
    meaning = "The program met a state that it does not know. The report holds what its makers need."
    exit_code = ExitCode.BUG
    default_remedy = "Send the report that the message names to the makers of forge-tui."
