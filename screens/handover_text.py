"""The words of the handover: pure functions of what is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.text import Text
from textual.content import Content

from forge_tui.domain import durations, signs
from forge_tui.domain.events import Change, Verdict
from forge_tui.domain.handover import Answer, EndpointVerdict, Login, is_retired
from forge_tui.domain.signs import Sign
from forge_tui.domain.view import RunView
from screens.foreign import cell, foreign_line
from screens.look import VARIABLES, mark

ADDRESS_COLUMNS = {"name": 10, "address": 32, "dns": 6, "tls": 6, "http": 6}
LOGIN_COLUMNS = {"name": 14, "user": 16, "hint": 20}
TIME_COLUMNS = {"component": 19, "took": 6, "usual": 6, "ratio": 5}


def summary(view: RunView, *, ascii: bool) -> Content:  # noqa: A002 - named like the flag
    """How it ended and how long it took, against the estimate."""
    if view.finished is None:
        return Content(f"{view.ready}/{view.total} ready now")
    end = view.finished
    took = durations.exact(end.duration_s)
    estimate = f", estimated {durations.rough(view.estimate_s)}" if view.estimate_s else ""
    first = Content.assemble(mark(signs.OF_OUTCOME[end.outcome], ascii=ascii), f" in {took}{estimate}   {view.ready}/{view.total} ready")
    if end.change is Change.UNCHANGED:
        return Content("\n").join([first, Content.styled("nothing had to be changed", "$text-muted")])
    path = " > ".join(end.critical_path)
    second = Content.assemble(("critical path ", "$text-muted"), durations.exact(end.critical_path_s), "  ", foreign_line(path, limit=300))
    return Content("\n").join([first, second])


def address(verdict: EndpointVerdict, colours: Mapping[str, str], *, ascii: bool) -> tuple[Text, ...]:  # noqa: A002 - named like the flag
    """One row of the addresses."""
    layers = (verdict.dns, verdict.tls, verdict.http)
    signed = [_sign(each) for each in layers]
    marks = [cell(f"{sign.mark(ascii=ascii)} {sign.word}", colours.get(VARIABLES[sign.tone], "")) for sign in signed]
    return cell(verdict.name, width=ADDRESS_COLUMNS["name"]), cell(verdict.url, width=ADDRESS_COLUMNS["address"]), *marks


def _sign(answer: Answer) -> Sign:
    if answer.verdict is Verdict.SKIPPED:
        return Sign("-", "○", ".", signs.Tone.QUIET)
    return signs.OF_VERDICT[answer.verdict]


def answer(verdict: EndpointVerdict | None) -> Content:
    """What the layers of the chosen address say, in words."""
    if verdict is None:
        return Content.styled("This install gives no address.", "$text-muted")
    lines = [foreign_line(verdict.url, "bold", limit=200)]
    told = [(name, one.words) for name, one in (("DNS", verdict.dns), ("TLS", verdict.tls), ("HTTP", verdict.http)) if one.words]
    for name, words in told:
        lines.append(Content.assemble((f"{name:<5}", "$text-muted"), foreign_line(words, limit=200)))
    if not told:
        lines.append(Content.styled("not visited yet", "$text-muted"))
    return Content("\n").join(lines)


def login(one: Login) -> tuple[Text, ...]:
    """One row of the first logins; never a password."""
    return cell(one.name, width=LOGIN_COLUMNS["name"]), cell(one.username, width=LOGIN_COLUMNS["user"]), cell("r reveals it, once")


def timings(view: RunView) -> Sequence[tuple[Text, ...]]:
    """Components with the time they took and the usual one, slowest first."""
    rows = sorted(view.components.values(), key=lambda row: (-(row.duration_s or 0.0), row.name))
    return [
        (
            cell(row.name, width=TIME_COLUMNS["component"]),
            cell(durations.short(row.duration_s) if row.duration_s is not None else "-"),
            cell(durations.short(row.usual_s) if row.usual_s else "-"),
            cell(_ratio(row.duration_s, row.usual_s)),
        )
        for row in rows
    ]


def _ratio(took_s: float | None, usual_s: float) -> str:
    if not took_s or not usual_s:
        return "-"
    return f"{took_s / usual_s:.1f}x"


def credentials(view: RunView, *, ascii: bool) -> Content:  # noqa: A002 - named like the flag
    """Which open nothing any more, and which remain."""
    told = view.handover.credentials if view.handover else ()
    retired = [one for one in told if is_retired(one)]
    remaining = [one for one in told if not is_retired(one)]
    lines = []
    for title, found, glyph in (("RETIRED", retired, ("⊘", "-")), ("REMAINING", remaining, ("▲", "!"))):
        if found:
            lines.append(Content.styled(f"CREDENTIALS {title}", "bold $text-accent"))
            lines += [Content.assemble(f"{glyph[1] if ascii else glyph[0]} ", foreign_line(one, limit=200)) for one in found]
    return Content("\n").join(lines)


def files(view: RunView, written: Sequence[tuple[str, str]]) -> Content:
    """Where answers, plan, journal and report are."""
    told = [("", one) for one in (view.handover.files if view.handover else ())]
    lines = [Content.styled("FILES", "bold $text-accent")]
    for what, where in [*written, *told]:
        label = foreign_line(f"{what:<8}", "$text-muted", limit=20)
        lines.append(Content.assemble(label, " ", foreign_line(where, limit=300)) if what else foreign_line(where, limit=300))
    if len(lines) == 1:
        lines.append(Content.styled("nothing was written on this machine", "$text-muted"))
    return Content("\n").join(lines)
