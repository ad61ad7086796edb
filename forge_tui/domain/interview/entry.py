"""Between an answer and the text of a field: what was typed as the question wants it, and back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from forge_tui.domain.answers_fields import Question

_WHOLE = re.compile(r"[-+]?[0-9]{1,18}")


def typed(question: Question, text: str) -> Any:
    """The text as the question wants it; left as text when it does not fit, so that checking tells the reason."""
    if question.is_mapping:
        return _json(text) if text.strip() or question.inside else {}
    if question.is_list:
        given = _json(text) if text.lstrip().startswith("[") else text
        return [item for part in text.split(",") if (item := part.strip())] if isinstance(given, str) else given
    if question.takes is bool:
        return {"true": True, "false": False}.get(text.strip().lower(), text)
    if question.takes is int:
        return int(text) if _WHOLE.fullmatch(text.strip()) else text
    return text


def text_of(question: Question, value: Any) -> str:
    """What a field shows for a value; `typed` of it gives the value again."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        plain = all(isinstance(item, str) and _survives_commas(item) for item in value)
        return ", ".join(value) if plain and not (value and value[0].startswith("[")) else json.dumps(list(value), ensure_ascii=False)
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return str(value)


def may_be_secret(question: Question, text: str) -> bool:
    """Whether somebody may have written a secret itself where a reference to it is asked for: not to be shown."""
    return question.kind == "secret-reference" and bool(text) and not text.startswith(("env:", "file:", "fd:", "/", "~", "."))


def _survives_commas(item: str) -> bool:
    return bool(item) and "," not in item and item == item.strip()


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
