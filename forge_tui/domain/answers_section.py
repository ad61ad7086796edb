"""What every section of the answers is: frozen fields that refuse what they do not know, and rules between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

Complaint = tuple[tuple[str | int, ...], str]
"""Path below the section, as Python names it, and what is wrong there."""

CONTRADICTION = "contradiction"
"""Error type of a rule between fields; `forge_tui.domain.answers_check` tells them one by one instead."""


class Section(BaseModel):
    """Fields that belong together. `rules` says what must hold between them."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True, hide_input_in_errors=True
    )

    @classmethod
    def rules(cls, given: Mapping[str, Any]) -> Iterator[Complaint]:
        """Contradictions between fields. `given` lacks a field whose own value is wrong; sections may be raw."""
        yield from ()

    @model_validator(mode="after")
    def _obey_rules(self) -> Self:
        broken = [f"{'.'.join(map(str, path))} {reason}" for path, reason in self.rules(dict(self))]
        if broken:
            raise PydanticCustomError(CONTRADICTION, "{broken}", {"broken": "; ".join(broken)})
        return self
