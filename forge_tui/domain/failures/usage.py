"""What is wrong before anything was done: command line, answers, catalogue, checks (FT-0nn, FT-1nn)."""

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
