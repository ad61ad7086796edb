"""The stream as JSON lines."""

import io
import json
import subprocess
import sys

from forge_tui.domain.event_format import from_document
from forge_tui.frontends.jsonl import JsonLines
from tests.domain.streams import FAILED

_WRITER = """
import sys
from forge_tui.frontends.jsonl import JsonLines
from tests.domain.streams import FAILED
lines = JsonLines(sys.stdout)
sys.stdin.readline()
for _ in range(2000):
    for stamped in FAILED:
        lines(stamped)
"""


def test_each_event_is_one_line_that_reads_back() -> None:
    out = io.StringIO()
    lines = JsonLines(out)
    for one in FAILED:
        lines(one)
    assert [from_document(json.loads(line)) for line in out.getvalue().splitlines()] == FAILED
    assert out.getvalue().isascii()


def test_a_closed_pipe_ends_quietly() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _WRITER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdin
        assert writer.stdout
        assert writer.stderr
        writer.stdout.close()
        writer.stdin.write("go\n")
        writer.stdin.close()
        assert writer.stderr.read() == ""
        assert writer.wait(timeout=60) == 0
