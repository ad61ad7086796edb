"""Runs that have ended well, for the handover."""

from dataclasses import replace

from forge_tui.domain.events import Change, ComponentReady, Endpoint, Event, HandoverGiven, Listed, Outcome, RunFinished
from forge_tui.domain.view import RunView
from tests.domain.streams import MIDDLE, STARTED, UNCHANGED, folded, stamped

LONG = "a-name-of-a-host-that-is-longer-than-any-column-of-any-table-should-ever-be"
CREDENTIALS = (
    "OpenBao root token: revoked",
    "OpenBao seal key and recovery key: keep a copy of both outside the cluster",
    "Argo CD reads Git with a token that can only read",
)
ENDPOINTS = tuple(Endpoint(name, f"https://{name.lower().replace(' ', '')}.prod.example.org") for name in ("Argo CD", "Gitea", "OpenBao"))
END = RunFinished(Outcome.SUCCEEDED, 0, Change.CHANGED, 241.0, 186.0, ("cert-manager", "external-secrets"))
FACTORS = (1.0, 1.1, 0.5, 2.4, 0.9, 1.0)
READY: tuple[tuple[float, Event], ...] = tuple(
    (200.0, ComponentReady(listed.name, listed.seconds * factor)) for listed, factor in zip(STARTED.components, FACTORS, strict=True)
)
FULL = [*MIDDLE, *stamped(*READY, (240, HandoverGiven(ENDPOINTS, CREDENTIALS, ())), (241, END))]
HOSTILE = "[@click=app.bell]x[/] \x1b]52;c;aGk=\x07\u202e " + LONG
LONG_NAMES = [
    *FULL[:-2],
    *stamped(
        (240, HandoverGiven((*ENDPOINTS, Endpoint(HOSTILE, f"https://{LONG}.prod.example.org/")), (HOSTILE,), (HOSTILE,))),
        (241, RunFinished(Outcome.SUCCEEDED, 0, Change.CHANGED, 86_400.0, 186.0, (HOSTILE, LONG))),
    ),
]


def many(count: int) -> RunView:
    """A run with so many components and addresses."""
    started = tuple(Listed(f"component-{number:03d}", "platform", number % 5, (), 30.0) for number in range(count))
    view = folded(stamped((0, replace(STARTED, components=started))))
    ready = [(100.0 + number, ComponentReady(listed.name, 20.0 + number)) for number, listed in enumerate(started)]
    endpoints = tuple(Endpoint(f"Service {number}", f"https://service-{number}.prod.example.org") for number in range(12))
    return folded(stamped(*ready, (400, HandoverGiven(endpoints, CREDENTIALS, ())), (401, END)), view)


VIEWS: dict[str, RunView] = {
    "empty": folded(UNCHANGED[:1]),
    "unchanged": folded(UNCHANGED),
    "full": folded(FULL),
    "long names": folded(LONG_NAMES),
    "fifty": many(50),
}
