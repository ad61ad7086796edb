"""Every failure that stops a run or a command, by area.

Ids FT-2nn belong to causes (forge_tui.engine.causes): what is wrong with one component while the run goes on.
"""

from __future__ import annotations

from forge_tui.domain.failures.charts import (
    ChartSourceUnreachable,
    ChecksumMismatch,
    GitNotReady,
    GitServerRefused,
    HelmFailed,
    HelmMissing,
    HelmTooOld,
    RepositoryForeign,
)
from forge_tui.domain.failures.cluster import (
    ClusterOverloaded,
    ClusterUnreachable,
    KubeconfigInvalid,
    NamespaceTerminating,
    NotAuthenticated,
    NotAuthorised,
    ObjectRefused,
)
from forge_tui.domain.failures.run import (
    Bug,
    Cancelled,
    ComponentsFailed,
    ComponentsSkipped,
    JournalUnwritable,
    LeaseHeld,
    NotReadyInTime,
    PlanDrift,
    TimedOut,
)
from forge_tui.domain.failures.usage import (
    AnswersInvalid,
    AnswersUnreadable,
    CatalogueInvalid,
    MachineUnknown,
    PreflightFailed,
    SecretUnavailable,
    SelectionInvalid,
    UsageError,
)
from forge_tui.domain.failures.vault import VaultForeign, VaultRefused, VaultSealed, VaultUnreachable

__all__ = [
    "AnswersInvalid",
    "AnswersUnreadable",
    "Bug",
    "Cancelled",
    "CatalogueInvalid",
    "ChartSourceUnreachable",
    "ChecksumMismatch",
    "ClusterOverloaded",
    "ClusterUnreachable",
    "ComponentsFailed",
    "ComponentsSkipped",
    "GitNotReady",
    "GitServerRefused",
    "HelmFailed",
    "HelmMissing",
    "HelmTooOld",
    "JournalUnwritable",
    "KubeconfigInvalid",
    "LeaseHeld",
    "MachineUnknown",
    "NamespaceTerminating",
    "NotAuthenticated",
    "NotAuthorised",
    "NotReadyInTime",
    "ObjectRefused",
    "PlanDrift",
    "PreflightFailed",
    "RepositoryForeign",
    "SecretUnavailable",
    "SelectionInvalid",
    "TimedOut",
    "UsageError",
    "VaultForeign",
    "VaultRefused",
    "VaultSealed",
    "VaultUnreachable",
]
