"""The command line: argv and FORGE_TUI_* to one frozen value. Stdlib only; argparse is built for the one command that is meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forge_tui import argument_types as types
from forge_tui.domain.failures import UsageError

if TYPE_CHECKING:
    from forge_tui.argument_table import Command, Flag


@dataclass(frozen=True, slots=True)
class Arguments:
    """What one command line says; None where it says nothing."""

    command: str
    """A command of cli.md, or `wizard` without one."""
    help: str | None = None
    """Text to print on stdout instead of doing anything: --help, --version."""
    answers: Path | None = None
    file: Path | None = None
    """The recording that replay shows."""
    failure: str | None = None
    """The id that explain explains, as FT-nnn."""
    component: str | None = None
    """The one that catalogue shows."""
    kubeconfig: Path | None = None
    context: str | None = None
    simulate: types.Simulation | None = None
    set: tuple[str, ...] = ()
    """Of the command line only: FORGE_TUI_SET is read with the answers, where it loses against these."""
    plan: Path | None = None
    output: str = "plain"
    junit: Path | None = None
    events: Path | None = None
    timeout_s: float = 45 * 60.0
    patience_s: float = 60.0
    accelerate: bool = True
    crds_first: bool = True
    mirror: tuple[str, ...] = ()
    """FROM=TO, in order."""
    helm: str | None = None
    charts: Path | None = None
    state_dir: Path | None = None
    cache_dir: Path | None = None
    yes: bool = False
    no_color: bool = False
    ascii: bool = False
    theme: str = ""
    linear: bool = False
    verbose: int = 0
    headless: bool = False
    out: Path | None = None
    json: bool = False
    images: bool = False
    list: bool = False
    watch: bool = False
    graph: str | None = None
    share: tuple[str, ...] = ()
    """References to shares of the vault's key."""
    waive: tuple[str, ...] = ()
    """Names of checks whose failure stops nothing."""
    speed: float = 1.0


def parse(argv: Sequence[str], environment: Mapping[str, str]) -> Arguments:
    """Understand a command line; flags win over FORGE_TUI_<NAME>, which win over defaults.

    Raises:
        UsageError: A command, flag, value or file is unknown, wrong, missing or too much.
    """
    before_end = argv[: argv.index("--")] if "--" in argv else argv
    if "--version" in before_end:
        from forge_tui import __version__

        return Arguments("version", help=f"forge-tui {__version__}\n")
    from forge_tui.argument_table import COMMANDS, WIZARD, flags_of

    if "--help" in before_end or "-h" in before_end:
        return _help(COMMANDS[next((word for word in before_end if word in COMMANDS and word != WIZARD), WIZARD)])
    command, words, positionals = _split(argv)
    flags = flags_of(command)
    from forge_tui.argument_parser import parse_flags

    given = parse_flags(command, words)
    values = {flag.destination: value for flag in flags if (value := _value(flag, given[flag.name], environment)) is not None}
    if environment.get("NO_COLOR"):
        values["no_color"] = True
    name = "install" if values.get("headless") else command.name
    return Arguments(name, **values, **_positional(COMMANDS[name], positionals, values))


def _split(argv: Sequence[str]) -> tuple[Command, list[str], list[str]]:
    """The command, wherever it stands between the flags; the flags with their values; and what stands alone."""
    from forge_tui.argument_table import COMMANDS, FLAGS, WIZARD

    by_spelling = {f"--{flag.name}": flag for flag in FLAGS.values()} | {f"-{flag.short}": flag for flag in FLAGS.values() if flag.short}
    end = argv.index("--") if "--" in argv else len(argv)
    alone, words = list[str](), list[str]()
    seen: list[Flag] = []
    remaining = iter(argv[:end])
    for word in remaining:
        if word.startswith("-") and word != "-":
            seen.append(flag := _known(word, by_spelling))
            words.append(word)
            if flag.metavar and word in by_spelling:
                words += [value for value in (next(remaining, None),) if value is not None]
        else:
            alone.append(word)
    command = _command(alone[0]) if alone else COMMANDS[WIZARD]
    _refuse_foreign(seen, command)
    return command, words, [*alone[0 if command.name == WIZARD else 1 :], *argv[end + 1 :]]


def _known(word: str, by_spelling: Mapping[str, Flag]) -> Flag:
    name = word.partition("=")[0]
    if name in by_spelling:
        return by_spelling[name]
    if not word.startswith("--") and word[:2] in by_spelling:  # -vv, -oFILE
        return by_spelling[word[:2]]
    from forge_tui.suggestions import did_you_mean

    raise UsageError(f"there is no flag {name[:60]}{did_you_mean(name, (*by_spelling, '--help', '--version'))}")


def _command(word: str) -> Command:
    from forge_tui.argument_table import COMMANDS, WIZARD

    if word in COMMANDS and word != WIZARD:
        return COMMANDS[word]
    if word in ("-", "") or any(sign in word for sign in "./\\~"):
        return COMMANDS[WIZARD]
    from forge_tui.suggestions import did_you_mean

    hint = did_you_mean(word, COMMANDS.keys() - {WIZARD}) or f"; a file of that name is written ./{word[:60]}"
    raise UsageError(f"there is no command {word[:60]}{hint}")


def _refuse_foreign(seen: Sequence[Flag], command: Command) -> None:
    from forge_tui.argument_table import COMMANDS, WIZARD, flags_of

    allowed = flags_of(command)
    for flag in seen:
        if flag not in allowed:
            owners = [f"forge-tui {name}".removesuffix(f" {WIZARD}") for name, other in COMMANDS.items() if flag in flags_of(other)]
            where = f"forge-tui {command.name}".removesuffix(f" {WIZARD}")
            raise UsageError(f"{where} has no flag --{flag.name}; it belongs to {', '.join(owners)}", remedy=f"Run: {where} --help")


def _value(flag: Flag, given: Any, environment: Mapping[str, str]) -> Any:
    """What the flag, else its variable, says; None when neither says anything."""
    variable = "" if flag.name == "set" else environment.get(flag.variable, "")
    if given is None and not variable:
        return None
    if not flag.metavar:
        value = given if given is not None else _converted(flag, variable, flag.variable)
        return (not value) if flag.negates else value
    if flag.repeats:
        texts = given if given is not None else [line for line in variable.splitlines() if line.strip()]
        return tuple(_converted(flag, text, flag.variable if given is None else f"--{flag.name}") for text in texts)
    return _converted(flag, given, f"--{flag.name}") if given is not None else _converted(flag, variable, flag.variable)


def _converted(flag: Flag, text: str, origin: str) -> Any:
    try:
        return (types.switch if not flag.metavar and not flag.counts else flag.convert)(text)
    except ValueError as error:
        from forge_tui.domain.sanitise import clean_line

        raise UsageError(f"{origin} {clean_line(text, 60)}".rstrip() + f": {error}") from None


def _positional(command: Command, words: Sequence[str], values: Mapping[str, Any]) -> dict[str, Any]:
    """The file or id after the command. What is too much is counted, not repeated: it may be a value that lost its flag."""
    program = f"forge-tui {command.name}".removesuffix(" wizard")
    what = {"ANSWERS": "answers file", "FILE": "file", "ID": "id", "NAME": "component", "": ""}[command.positional]
    limit = 1 if command.positional else 0
    remedy = f"Run: {command.example}"
    if len(words) > limit:
        takes = f"one {what}" if limit else "no file"
        raise UsageError(f"{program} takes {takes}, and {len(words)} words are given besides flags", remedy=remedy)
    if not words:
        if command.required and not values.get("list"):
            raise UsageError(f"{program} needs {'an' if what[0] in 'aeiou' else 'a'} {what}", remedy=remedy)
        return {}
    try:
        if command.positional == "ID":
            return {"failure": types.failure_id(words[0])}
        if command.positional == "NAME":
            return {"component": types.given(words[0])}
        return {"answers" if command.positional == "ANSWERS" else "file": Path(types.given(words[0]))}
    except ValueError as error:
        raise UsageError(f"{program} {words[0][:60]}: {error}".replace("  ", " "), remedy=remedy) from None


def _help(command: Command) -> Arguments:
    from forge_tui.argument_parser import help_text

    return Arguments(command.name, help=help_text(command))
