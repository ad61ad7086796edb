"""The six steps of the interview, and which questions each of them asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from forge_tui.domain.answers_fields import Path, Question, every_question


@dataclass(frozen=True, slots=True)
class Step:
    """Questions that belong together on one screen."""

    name: str
    title: str
    sections: tuple[str, ...] = ()
    """Answers, or sections of them, that are asked here, in this order."""
    intro: str = ""


CLUSTER = Step("cluster", "Cluster", ("cluster",), "Nothing is changed before you confirm.")
NAMES = Step("names", "Domain and TLS", ("domain", "tls"), "The platform's name, and its certificate.")
STORAGE = Step("storage", "Storage", ("storage",), "Which storage class serves which role.")
SOFTWARE = Step("software", "Profile and components", ("profile", "components", "airm"), "How large, and what gets installed.")
DELIVERY = Step(
    "delivery",
    "Delivery and secrets",
    ("delivery", "registry", "openbao", "loadBalancer", "ask"),
    "Where it comes from, who opens the vault.",
)
REVIEW = Step("review", "Review", (), "What will be done, before anything is done.")
STEPS = (CLUSTER, NAMES, STORAGE, SOFTWARE, DELIVERY, REVIEW)


def questions_of(step: Step) -> Iterator[Question]:
    """The single questions of a step, in order."""
    for name in step.sections:
        yield from (question for question in every_question() if question.path[0] == name and not question.section)


def step_of(path: Path) -> Step:
    """The step that asks for an answer; the first one for what is never asked."""
    return next((step for step in STEPS if path and path[0] in step.sections), CLUSTER)
