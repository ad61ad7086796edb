"""What was measured, as text: statistics, tables, and blocks of a page that a later run replaces."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Sample:
    """One quantity, measured several times."""

    values: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.values:
            raise ValueError("a sample needs at least one value")

    @property
    def least(self) -> float:
        """What the machine can do when nothing is in the way."""
        return min(self.values)

    @property
    def middle(self) -> float:
        """What is usual."""
        return statistics.median(self.values)

    def minus(self, other: Sample) -> Sample:
        """Differences of what was measured one right after the other, so that a busy moment burdens both."""
        return Sample(tuple(mine - its for mine, its in zip(self.values, other.values, strict=True)))


def goal(value: float, limit: float) -> str:
    """Whether a value that should be at most `limit` is."""
    return "met" if value <= limit else "missed"


@dataclass(frozen=True)
class Table:
    """Rows under a header; the first column names, the others count."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def text(self) -> str:
        """As Markdown, aligned so that it reads as plain text too."""
        grid = [self.header, *self.rows]
        if any(len(row) != len(self.header) for row in grid):
            raise ValueError(f"every row of {self.header} has as many cells as the header")
        widths = [max(3, *(len(row[column]) for row in grid)) for column in range(len(self.header))]
        rule = "|".join(["-" * (width + 2) if not column else "-" * (width + 1) + ":" for column, width in enumerate(widths)])
        lines = [_line(row, widths) for row in grid]
        return "\n".join([lines[0], f"|{rule}|", *lines[1:]])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [cell.ljust(width) if not column else cell.rjust(width) for column, (cell, width) in enumerate(zip(row, widths, strict=True))]
    return f"| {' | '.join(cells)} |"


@dataclass(frozen=True)
class Result:
    """What one part of the bench found."""

    part: str
    tables: tuple[Table, ...]
    remarks: tuple[str, ...] = field(default=())
    """One sentence each, below the tables."""

    def text(self, measured: str) -> str:
        """The block of a page; `measured` says when and on what."""
        return "\n\n".join([f"_{measured}_", *(table.text() for table in self.tables), *self.remarks])


def with_block(page: str, name: str, content: str) -> str:
    """The page with the block `name` replaced, or added at the end when the page has none."""
    begin, end = f"<!-- bench: {name} -->", f"<!-- end: {name} -->"
    block = f"{begin}\n{content.strip()}\n{end}"
    before, found, rest = page.partition(begin)
    if not found:
        return f"{page.rstrip()}\n\n{block}\n"
    _, closed, after = rest.partition(end)
    if not closed:
        raise ValueError(f"the block {name} has no end")
    return before + block + after


def blocks(page: str) -> tuple[str, ...]:
    """Names of the blocks of a page, in order."""
    return tuple(re.findall(r"^<!-- bench: ([a-z]+) -->$", page, re.MULTILINE))


def milliseconds(seconds: float) -> str:
    """As `21 ms`."""
    return f"{seconds * 1000:.0f} ms"


def seconds(value: float) -> str:
    """As `21.4 s`."""
    return f"{value:.1f} s"
