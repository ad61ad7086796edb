"""argparse for one command: it takes the words apart and writes the help; it never prints and never exits."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn

from forge_tui.argument_table import COMMANDS, FLAGS, WIZARD, Command, Flag
from forge_tui.domain.failures import UsageError

_WIDTH = 100
_ORDER = "Each flag may also be given as a variable FORGE_TUI_<NAME>.\nThe order is flag, variable, answers file, default."


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        # argparse may repeat a value, which may be a secret; what it names is the flag.
        flag, _, reason = message.removeprefix("argument ").partition(": ")
        flag = flag.rpartition("/")[2]
        told = f"needs a value; one that begins with - is written {flag}=VALUE" if "expected" in reason else "takes no value"
        raise UsageError(f"{flag} {told}", remedy=f"Run: {self.prog} --help")


def parse_flags(command: Command, words: Sequence[str]) -> dict[str, Any]:
    """Flag to the text given, None where there is none.

    Raises:
        UsageError: A flag lacks its value or has one too many.
    """
    return vars(_parser(command).parse_args(list(words)))


def help_text(command: Command) -> str:
    """What --help prints."""
    return _parser(command).format_help()


def _parser(command: Command) -> argparse.ArgumentParser:
    wizard = command.name == WIZARD
    positional = f" [{command.positional}]" if not command.required else f" {command.positional}"
    names = ["forge-tui", *([] if wizard else [command.name])]
    parser = _Parser(
        prog=" ".join(names),
        usage=" ".join(names)
        + (positional if command.positional else "")
        + " [flags]"
        + ("\n       forge-tui COMMAND --help" if wizard else ""),
        description=f"{command.title[0].upper()}{command.title[1:]}." + (f"\n\ncommands:\n{_commands()}" if wizard else ""),
        epilog=f"{_ORDER}\n\nExample:\n  {command.example}",
        formatter_class=lambda prog: argparse.RawDescriptionHelpFormatter(prog, max_help_position=34, width=_WIDTH),
        allow_abbrev=False,
        add_help=False,
    )
    parser.color = False  # type: ignore[attr-defined, unused-ignore]  # Python 3.14 would colour by itself
    own = parser.add_argument_group("flags")
    for name in command.flags:
        _add(own, FLAGS[name])
    own.add_argument("-h", "--help", action="store_true", default=None, help="show this and exit")
    common = parser.add_argument_group("common flags, before or after the command")
    for flag in FLAGS.values():
        if flag.name not in {name for other in COMMANDS.values() for name in other.flags}:
            _add(common, flag)
    common.add_argument("--version", action="store_true", default=None, help="show the version and exit")
    return parser


def _add(group: Any, flag: Flag) -> None:
    spellings = [*([f"-{flag.short}"] if flag.short else []), f"--{flag.name}"]
    options: dict[str, Any] = {"dest": flag.name, "help": flag.help.replace("%", "%%"), "default": None}
    if flag.metavar:
        options |= {"metavar": flag.metavar, "action": "append" if flag.repeats else "store"}
    else:
        options |= {"action": "count"} if flag.counts else {"action": "store_true"}
    group.add_argument(*spellings, **options)


def _commands() -> str:
    width = max(map(len, COMMANDS)) + 2
    return "\n".join(f"  {command.name:<{width}}{command.title}" for command in COMMANDS.values() if command.name != WIZARD)
