"""Answers files: read with every problem told at once, flag over environment over file over default; and written."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from forge_tui.adapters import answers_nodes, answers_set
from forge_tui.adapters.answers_dump import dump
from forge_tui.adapters.answers_nodes import Document, Position
from forge_tui.domain.answers import VERSION, Answers
from forge_tui.domain.answers_check import Finding, answers_of, findings
from forge_tui.domain.answers_problem import PROBLEM_LIMIT, Problem, dotted
from forge_tui.domain.failures import AnswersInvalid, AnswersUnreadable
from forge_tui.domain.sanitise import clean_line

__all__ = ["SIZE_LIMIT_BYTES", "Reading", "check", "dump", "load", "read"]

SIZE_LIMIT_BYTES = 1_000_000
_NO_FILE = "answers"


@dataclass(frozen=True)
class Reading:
    """What a file and its overrides say, valid or not; a wizard fills in what is usable."""

    data: Mapping[str, Any]
    """Answers as files hold them (camelCase, JSON types); what is not YAML is left out."""
    problems: Sequence[Problem]
    """In order of position; those of flags and variables last."""


def load(
    path: Path | None,
    overrides: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
    *,
    known_components: Collection[str] | None = None,
) -> Answers:
    """The answers of a file, with FORGE_TUI_SET and then `overrides` over it. No path: the overrides alone.

    Raises:
        AnswersUnreadable: The file is missing, too large, or not YAML that we accept.
        AnswersInvalid: Answers are unknown, wrong or contradict each other; the message has one line for each.
    """
    reading = read(path, overrides, environment, known_components=known_components)
    if reading.problems:
        failure = AnswersUnreadable if any(problem.unreadable for problem in reading.problems) else AnswersInvalid
        remedy = f"Correct the file and run: forge-tui check {clean_line(path)}" if path else "Correct --set and run the command again"
        raise failure("\n".join(map(str, reading.problems)), remedy=remedy)
    return answers_of(reading.data)


def check(
    path: Path | None,
    overrides: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
    *,
    known_components: Collection[str] | None = None,
) -> list[Problem]:
    """All problems at once; empty when `load` works."""
    return list(read(path, overrides, environment, known_components=known_components).problems)


def read(
    path: Path | None,
    overrides: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
    *,
    known_components: Collection[str] | None = None,
) -> Reading:
    """Read, put the overrides over it, and check."""
    document = _document(path)
    origin = clean_line(path) if path else _NO_FILE
    if any(problem.unreadable for problem in document.problems) and not isinstance(document.data, dict):
        return Reading({}, tuple(_sorted(document.problems)))
    data: dict[str, Any] = document.data
    problems, origins = list(document.problems), dict[answers_nodes.Path, str]()
    variable = (environment or {}).get(answers_set.VARIABLE, "")
    for given, source in ((variable.splitlines(), answers_set.VARIABLE), (overrides, answers_set.FLAG)):
        settings = answers_set.parse([line for line in given if line.strip()], source)
        answers_set.apply(settings, data)
        problems += settings.problems
        origins |= settings.origins
    found = findings(data, document.bad, known_components)
    problems += [_located(finding, document, origins, origin) for finding in found]
    return Reading(data, tuple(_sorted(problems)))


def _document(path: Path | None) -> Document:
    if path is None:
        return Document(data={"version": VERSION})
    origin = clean_line(path)
    text = _text(path)
    if isinstance(text, Problem):
        return Document(problems=[replace(text, origin=origin)])
    document = answers_nodes.parse(text, origin)
    if not document.problems and not isinstance(document.data, dict):
        reason = "is empty" if document.data is None else "does not hold answers (key: value)"
        where = document.values.get((), Position(1, 1)) if document.data is not None else Position(1, 1)
        document.problems.append(Problem(*where, "", "", reason, f"version: {VERSION}, then domain: ai.example.com", origin, True))
    return document


def _text(path: Path) -> str | Problem:
    """The file's text, or why there is none. Reads no more than the limit, so that devices and pipes end as well."""
    reason = ""
    try:
        with path.expanduser().open("rb") as file:
            content = file.read(SIZE_LIMIT_BYTES + 1)
        if len(content) > SIZE_LIMIT_BYTES:
            reason = f"is larger than {SIZE_LIMIT_BYTES // 1_000_000} MB"
        else:
            return content.decode("utf-8-sig")
    except FileNotFoundError:
        reason = "no such file"
    except IsADirectoryError:
        reason = "is a directory"
    except PermissionError:
        reason = "is not readable by this user"
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line, column = before.count(b"\n") + 1, len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        return Problem(line, column, "", "", f"is not UTF-8 (byte 0x{content[error.start]:02x})", unreadable=True)
    except (OSError, ValueError, RuntimeError) as error:
        reason = f"cannot be read: {clean_line(getattr(error, 'strerror', None) or error, 120)}"
    return Problem(0, 0, "", "", reason, unreadable=True)


def _located(finding: Finding, document: Document, origins: Mapping[answers_nodes.Path, str], file: str) -> Problem:
    """A finding with its place: the flag that set it, else its own position, else that of the nearest section around it."""
    path = dotted(finding.path)
    for length in range(len(finding.path), 0, -1):
        if finding.path[:length] in origins:
            return Problem(0, 0, path, finding.value, finding.reason, finding.example, origins[finding.path[:length]])
    where = document.keys.get(finding.path) if finding.at_key else document.values.get(finding.path)
    for length in range(len(finding.path) - 1, -1, -1):
        where = where or document.keys.get(finding.path[:length]) or document.values.get(finding.path[:length])
    return Problem(*(where or Position(0, 0)), path, finding.value, finding.reason, finding.example, file)


def _sorted(problems: Sequence[Problem]) -> list[Problem]:
    """In order of position, those of flags and variables last, and no more than anybody reads."""
    order = sorted(problems, key=lambda problem: (problem.line == 0, problem.line, problem.column, problem.path, problem.reason))
    if len(order) <= PROBLEM_LIMIT:
        return order
    more = Problem(
        0, 0, "", "", "there are more problems than are told here", origin=order[0].origin, unreadable=any(p.unreadable for p in order)
    )
    return [*order[:PROBLEM_LIMIT], more]
