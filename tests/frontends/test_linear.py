"""The interview in lines: the same questions, defaults and checks, for plain terminals and screen readers."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest

from forge_tui.domain.events import CheckFinished, Verdict
from forge_tui.domain.facts import Installed
from forge_tui.domain.failures import ClusterUnreachable
from forge_tui.domain.interview.interview import Interview, begun
from forge_tui.domain.plan import Plan
from forge_tui.frontends.linear import Left, LinearInterview
from forge_tui.frontends.linear_talk import Talk
from tests.domain.interview.clusters import CATALOGUE, SMALL
from tests.domain.interview.quiet_desk import CHECKS, NOW, QuietDesk

GO_ON = ("",) * 5


class Conversation:
    """What was said, and what came of it."""

    def __init__(self, desk: QuietDesk | None = None) -> None:
        self.desk = desk or QuietDesk()
        self.waived: frozenset[str] = frozenset()
        self._said = io.StringIO()

    async def hold(self, *lines: str) -> tuple[Interview, Plan]:
        talk = Talk(io.StringIO("".join(f"{line}\n" for line in lines)), self._said)
        asking = LinearInterview(self.desk, talk, folder=Path("out"), now=lambda: NOW)
        held = await asking.hold()
        self.waived = asking.waived
        return held

    async def until_left(self, *lines: str) -> str:
        """All that was said until the lines, or the patience, ended."""
        with pytest.raises(Left):
            await self.hold(*lines)
        return self.said

    @property
    def said(self) -> str:
        return self._said.getvalue()


async def test_enter_at_every_step_leads_to_the_plan_and_the_name_confirms_it() -> None:
    talk = Conversation()
    interview, plan = await talk.hold(*GO_ON, "small")
    assert interview.findings == ()
    assert plan.answers["domain"] == "small.cluster.example"
    assert plan.hash[:16] in talk.said
    assert [line for line in talk.said.splitlines() if line.startswith("Step ")][-1].startswith("Step 6 of 6: Review")


async def test_nothing_but_characters_and_line_ends_is_written() -> None:
    said = await Conversation().until_left(*GO_ON, "q")
    assert said.isascii()
    assert not set(said) & set("\x1b\r\b\t\x07")


async def test_a_number_changes_an_answer_and_shows_what_holds_now() -> None:
    interview, _ = await Conversation().hold("", "1", "ai.example.com", *GO_ON[1:], "small")
    assert interview.text(("domain",)) == "ai.example.com"


async def test_a_choice_is_answered_by_number_or_by_word() -> None:
    interview, _ = await Conversation().hold(*GO_ON[:3], "1", "1", *GO_ON[3:], "small")
    assert interview.text(("profile",)) == "small"
    interview, _ = await Conversation().hold(*GO_ON[:3], "1", "large", *GO_ON[3:], "small")
    assert interview.text(("profile",)) == "large"


async def test_yes_and_no_are_words_for_true_and_false() -> None:
    interview, _ = await Conversation().hold(*GO_ON[:3], "6", "no", *GO_ON[3:], "small")
    assert interview.value(("airm", "demo", "enabled")) is False


async def test_versions_of_airm_are_offered_from_the_catalogue_and_no_other_is_taken() -> None:
    first = begun(None, CATALOGUE.components, offered={("airm", "version"): ("0.2.7", "0.2.3")})
    talk = Conversation(QuietDesk(first=first))
    interview, _ = await talk.hold(*GO_ON[:3], "5", "0.2.6", "2", *GO_ON[3:], "small")
    assert "1) 0.2.7\n2) 0.2.3\nEnter keeps" in talk.said
    assert "Wrong, is not one of 0.2.7, 0.2.3" in talk.said
    assert interview.text(("airm", "version")) == "0.2.3"


async def test_the_answers_of_an_earlier_install_lead_to_the_review() -> None:
    facts = replace(SMALL, installed=Installed.UNFINISHED)
    talk = Conversation(QuietDesk(facts=facts, remembered={"domain": "kept.example.com"}))
    interview, _ = await talk.hold("r", "small")
    assert "Here is an install that was not finished." in talk.said
    assert "Step 2 of 6" not in talk.said
    assert interview.text(("domain",)) == "kept.example.com"


async def test_a_wrong_answer_is_asked_again_with_reason_and_example() -> None:
    talk = Conversation()
    interview, _ = await talk.hold("", "1", "https://x.example", "x.example", *GO_ON[1:], "small")
    assert "Wrong, has a scheme; write the name only. Example: domain: ai.example.com" in talk.said
    assert interview.text(("domain",)) == "x.example"


async def test_a_question_explains_itself() -> None:
    said = await Conversation().until_left("", "?1", "q")
    assert "The gateway serves *.DOMAIN" in said
    assert "Seen in the cluster: from the API server's name" in said


async def test_back_keeps_every_answer() -> None:
    said = await Conversation().until_left("", "1", "mine.example", "", "b", "q")
    assert said.count("1. Domain: mine.example") == 2


async def test_what_is_missing_is_asked_before_the_next_step() -> None:
    desk = QuietDesk(failure=ClusterUnreachable("https://10.0.0.5:6443 does not answer"))
    said = await Conversation(desk).until_left("", "", "ai.example.com", "q")
    assert "Failed: https://10.0.0.5:6443 does not answer (FT-301)" in said
    assert "forge-tui --linear --simulate small" in said
    assert "1. Domain: ai.example.com" in said


async def test_certificates_are_judged_as_soon_as_both_files_are_named() -> None:
    said = await Conversation().until_left("", "2", "files", "4", "/tls.crt", "5", "/tls.key", "q")
    assert "Fail: the key does not belong to the certificate" in said


async def test_components_are_switched_with_what_needs_them() -> None:
    talk = Conversation()
    interview, _ = await talk.hold(*GO_ON[:3], "c", "-queue", "+extra", "-nothing", *GO_ON[3:], "small")
    assert "shop needs queue: off as well" in talk.said
    assert "extra needs panel: on as well" in talk.said
    assert "There is no component nothing." in talk.said
    assert interview.value(("components", "disable")) == ["queue", "shop"]


async def test_a_failed_check_is_told_with_its_remedy_and_cannot_be_confirmed() -> None:
    bad = CheckFinished("storage", "Storage", Verdict.FAIL, "no class nfs", "Name a class of: kubectl get storageclass")
    said = await Conversation(QuietDesk(checked=(*CHECKS, bad))).until_left(*GO_ON, "small", "q")
    assert "Do: Name a class of: kubectl get storageclass" in said
    assert "Not yet, a check failed: Storage. waive storage goes on all the same" in said


async def test_a_waived_check_lets_the_name_confirm() -> None:
    talk = Conversation(QuietDesk(checked=(*CHECKS, CheckFinished("roles", "Roles", Verdict.FAIL, "no class nfs"))))
    await talk.hold(*GO_ON, "waive nothing", "waive roles", "s", "small")
    assert "Waived: Roles." in talk.said
    assert "--plan out/plan.json --waive roles" in talk.said
    assert talk.waived == {"roles"}
    assert "Takes about" in talk.said


async def test_another_name_confirms_nothing() -> None:
    assert "This is not the cluster's name. Nothing was changed." in await Conversation().until_left(*GO_ON, "prod", "yes", "")


async def test_answers_and_plan_can_be_saved() -> None:
    talk = Conversation()
    assert "forge-tui --headless out/answers.yaml --plan out/plan.json" in await talk.until_left(*GO_ON, "s", "q")
    assert len(talk.desk.saved) == 1


async def test_mistakes_of_a_file_lead_to_their_step() -> None:
    first = begun({"domain": "a.example", "openbao": {"shares": 0}}, CATALOGUE.components, from_file=True)
    said = await Conversation(QuietDesk(first=first)).until_left(*GO_ON[:4], "", "3", "q")
    assert "Wrong, is not between 1 and 32" in said


async def test_a_secret_that_was_written_by_mistake_is_not_shown() -> None:
    first = begun(
        {"domain": "a.example", "registry": {"mirror": "r.example", "username": "u", "password": "hunter2"}}, CATALOGUE.components
    )
    said = await Conversation(QuietDesk(first=first)).until_left(*GO_ON[:4], "4", "q")
    assert "4. Registry password: (hidden). Wrong, is not a reference" in said
    assert "hunter2" not in said


async def test_text_of_the_cluster_is_harmless() -> None:
    desk = QuietDesk(failure=ClusterUnreachable("\x1b]52;c;aGk=\x07 says [red]no"))
    assert "\x1b" not in await Conversation(desk).until_left("q")
