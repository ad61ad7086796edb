"""docs/answers.md from the JSON Schema of the answers, so that it never tells anything else than the program.

`forge-tui schema | python -m forge_tui.frontends.answers_reference > docs/answers.md`
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

_INTRODUCTION = """\
# Answers

An answers file says what to install and how. `version` and `domain` are needed, everything else has a default:

```yaml
# yaml-language-server: $schema=answers.schema.json
version: 1
domain: ai.example.com
```

- `forge-tui check answers.yaml` tells all problems at once, each with line and column, without a cluster.
- `forge-tui schema > answers.schema.json` writes the JSON Schema, with which an editor completes and checks.
- One answer can be given as `--set tls.mode=self-signed`, a list as `--set components.disable=a,b` or by repeating the flag,
  a mapping as JSON; a dot inside a name is written `\\.`. `FORGE_TUI_SET` holds such settings too, one on each line. The order
  is flag, environment, file, default.
- A secret is never written down, only where it is: `env:NAME`, `file:PATH` (mode 0600) or `fd:NUMBER`.
- The file is YAML in UTF-8, at most 1 MB and 50 levels deep, without aliases, tags and merge keys. `yes`, `no`, `on` and `off`
  are refused without quotes, because programs disagree on what they mean.

This page is generated from the schema.
"""


def reference(schema: Schema) -> str:
    """The page, as Markdown."""
    return "\n".join([_INTRODUCTION, *_section(schema, schema, ())]).rstrip() + "\n"


def _section(root: Schema, section: Schema, path: tuple[str, ...]) -> Iterator[str]:
    answers = {name: _resolved(root, entry) for name, entry in section["properties"].items()}
    plain = {name: entry for name, entry in answers.items() if "properties" not in entry}
    required = section.get("required", ())
    if plain:
        yield "| Answer | What it says | Values | Default | Example |"
        yield "|---|---|---|---|---|"
        yield from (_row((*path, name), entry, needed=name in required) for name, entry in plain.items())
        yield ""
    for name, entry in answers.items():
        if "properties" in entry:
            yield f"{'#' * (len(path) + 2)} {'.'.join((*path, name))}\n"
            yield f"{entry['description']}\n"
            yield from _section(root, entry, (*path, name))


def _row(path: tuple[str, ...], entry: Schema, *, needed: bool) -> str:
    default = "needed" if needed else _code(entry["default"]) if entry.get("default") not in ("", [], {}) else ""
    examples = entry.get("examples") or ()
    cells = (f"`{'.'.join(path)}`", entry["description"], _values(entry), default, _code(examples[0]) if examples else "")
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _values(entry: Schema) -> str:
    words = entry.get("enum") or entry.get("items", {}).get("enum")
    if words:
        return ", ".join(_code(word) for word in words)
    return str(entry.get("kind", "")).replace("-", " ")


def _resolved(root: Schema, entry: Schema) -> Schema:
    """The entry with what it refers to; its own title and description win."""
    target = entry.get("$ref", "")
    return {**root["$defs"][target.rpartition("/")[2]], **entry} if target else entry


def _code(value: Any) -> str:
    return f"`{value if isinstance(value, str) else json.dumps(value)}`"


if __name__ == "__main__":
    sys.stdout.write(reference(json.load(sys.stdin)))
