"""From the command line to a command. The only place that exits."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

from forge_tui.domain.errors import ExitCode, ForgeError


def main() -> None:
    """Entry point of the program."""
    sys.exit(run(sys.argv[1:]))


def run(argv: Sequence[str]) -> int:
    """Carry out one command line and return its exit code; every failure is told with cause, remedy and id."""
    if list(argv) in (["--version"], ["-V"]):
        from forge_tui import __version__

        print(f"forge-tui {__version__}")
        return int(ExitCode.DONE)
    verbose = sum(len(word) - 1 for word in argv if word in ("-v", "-vv"))
    try:
        return _dispatch(argv)
    except ForgeError as error:
        _tell(error, verbose)
        return int(error.exit_code)
    except KeyboardInterrupt:
        return int(ExitCode.CANCELLED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(ExitCode.DONE)
    except Exception as error:  # the last net: a bug is told like any other failure
        return _bug(error, verbose)


def _dispatch(argv: Sequence[str]) -> int:
    from forge_tui.arguments import parse

    arguments = parse(argv, os.environ)
    if arguments.help is not None:
        sys.stdout.write(arguments.help)
        return int(ExitCode.DONE)
    command = importlib.import_module(f"forge_tui.commands.{arguments.command}")
    return int(command.run(arguments))


def _tell(error: ForgeError, verbose: int) -> None:
    from forge_tui.domain.events import Failure
    from forge_tui.frontends.paint import Paint, colour_wanted
    from forge_tui.frontends.summary import failure

    paint = Paint(colour=colour_wanted(sys.stderr, os.environ), ascii=False)
    lines = failure(Failure(error.id, error.message, error.remedy), paint)
    sys.stderr.write("\n".join(lines) + "\n")
    if verbose > 1:
        _traceback(error)


def _bug(error: Exception, verbose: int) -> int:
    from forge_tui.domain.failures import Bug

    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    where = f" at {os.path.basename(frame.tb_frame.f_code.co_filename)}:{frame.tb_lineno}" if frame else ""  # noqa: PTH119 - no import for a name
    _tell(Bug(f"{type(error).__name__}{where}: {error}", remedy="Run again with -vv and send what it prints to the makers."), verbose)
    if verbose > 1:
        _traceback(error)
    return int(ExitCode.BUG)


def _traceback(error: BaseException) -> None:
    import traceback

    traceback.print_exception(error, file=sys.stderr)
