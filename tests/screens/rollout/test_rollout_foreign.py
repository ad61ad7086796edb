"""Whatever a cluster says: the lines of the tree, the summary and the tabs show it as text that does nothing."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.style import Style

from forge_tui.domain.inspection import Difference, Happening, Standing
from forge_tui.domain.objects import ObjectRef
from forge_tui.domain.view import RunView
from forge_tui.domain.view_attention import Concern
from forge_tui.domain.view_groups import Tally
from forge_tui.domain.view_rows import CauseFound, ComponentRow, ComponentState
from screens.widgets.attention_strip import concern_line
from screens.widgets.component_line import component_line, group_line
from screens.widgets.component_summary import relations, summary
from screens.widgets.inspection_tabs import compared_lines, happening_lines
from screens.widgets.text_lines import LONGEST, cleaned
from tests.domain.streams import at

HARMFUL = set(map(chr, [*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0)])) | set("\u202a\u202b\u202d\u202e\u2066\u2067\u200b")
HOSTILE = ("[@click=app.quit()]x[/]", "[/x]", "\x1b]52;c;aGk=\x07", "\x9b6n", "\u202eabc", "a\nb\rc", "x" * 5000, "界" * 50, "")
TEXTS = st.sampled_from(HOSTILE) | st.text(st.characters(), max_size=60)


def harmless(text: str) -> bool:
    return not HARMFUL & set(text)


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS, TEXTS, st.integers(20, 120))
def test_a_line_of_the_tree_is_one_line_of_its_width(name: str, sync: str, title: str, width: int) -> None:
    row = ComponentRow(name, sync=sync, usual_s=10, state=ComponentState.PROGRESSING, since=at(0))
    for ascii_only in (False, True):
        line = component_line(row, at(100), lambda tone: Style(), "", width, stalled=True, ascii=ascii_only)
        group = group_line(title, Tally(1, 2, 0, sync), lambda tone: Style(), "v ", width, ascii=ascii_only)
        assert harmless(line.plain + group.plain)
        assert "\n" not in line.plain + group.plain
        assert line.cell_len <= max(width, 36)


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_the_summary_and_the_strip_show_foreign_words_as_they_stand(name: str, words: str, remedy: str) -> None:
    cause = CauseFound(words, words, words, words, remedy, heals=False)
    row = ComponentRow(name, words, parents=(words,), chain=(words, remedy), cause=cause, skip_reason=words, message=words)
    view = RunView(components={name: row})
    for content in (
        summary(view, name, at(1), ascii=True),
        relations(view, name),
        concern_line(Concern(name, hopeless=True, words=words, remedy=remedy), ascii=False),
    ):
        assert harmless(content.plain)
        assert not [span for span in content.spans if isinstance(span.style, str) and "click" in span.style]


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_the_tabs_hold_no_control_character(reason: str, about: str, message: str) -> None:
    told = happening_lines(Happening(None, True, reason, about, message, 3), 40)
    difference = Difference(ObjectRef("v1", reason, about), Standing.DIFFERS, (f"+{message}", f"-{message}"))
    for line in map(cleaned, [*told, *compared_lines(difference)]):
        assert harmless(line)
        assert "\n" not in line
        assert len(line) <= LONGEST


def test_the_indentation_of_yaml_stays() -> None:
    assert cleaned("  data:\r\n") == "  data:"
    assert cleaned("\tkey: 1") == "    key: 1"
