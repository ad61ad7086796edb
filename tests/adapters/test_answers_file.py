"""Answers files: every problem at once, with its position, the way compilers tell it."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from forge_tui.adapters import answers_nodes
from forge_tui.adapters.answers_file import SIZE_LIMIT_BYTES, check, load, read
from forge_tui.domain.failures import AnswersInvalid, AnswersUnreadable

MINIMAL = "version: 1\ndomain: ai.example.com\n"


Write = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(content: str | bytes) -> Path:
        path = tmp_path / "answers.yaml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def lines(path: Path, *overrides: str, known: tuple[str, ...] | None = None) -> list[str]:
    """Problems as text, with the file's folder left out."""
    return [str(problem).replace(f"{path.parent}/", "") for problem in check(path, overrides, known_components=known)]


def test_version_and_domain_are_a_complete_file(write: Write) -> None:
    assert load(write(MINIMAL)).domain == "ai.example.com"


def test_a_wrong_choice_is_told_the_way_compilers_do(write: Write) -> None:
    assert lines(write(f"{MINIMAL}tls:\n  mode: selfsigned\n")) == [
        'answers.yaml:4:9: tls.mode: "selfsigned" is not one of existing, files, self-signed, acme; did you mean self-signed?'
        " Example: mode: self-signed"
    ]


def test_a_wrong_key_is_named_with_its_line(write: Write) -> None:
    assert lines(write("version: 1\n\ndomian: x\n")) == [
        "answers.yaml:3:1: domian: is not known; did you mean domain? Example: domain: ai.example.com"
    ]


def test_all_problems_are_told_at_once_in_order_of_position(write: Write) -> None:
    found = lines(
        write(
            "version: 2\nprofile: smal\ndomain: A\nstorage:\n  local: Bad_Name\nairm:\n  demo: {enabled: yes}\n"
            "components:\n  enable: [kserv]\n  values: {kserve: {password: hunter2}}\nregistry:\n  password: hunter2\nprofile: large\n"
        ),
        known=("kserve",),
    )
    assert [line.split(": ")[0] for line in found] == [
        "answers.yaml:1:10",
        "answers.yaml:2:10",
        "answers.yaml:3:9",
        "answers.yaml:5:10",
        "answers.yaml:7:19",
        "answers.yaml:9:12",
        "answers.yaml:10:31",
        "answers.yaml:12:13",
        "answers.yaml:13:1",
    ]
    assert "hunter2" not in "".join(found)


def test_what_is_missing_stands_where_its_section_does(write: Write) -> None:
    assert lines(write(f"{MINIMAL}\nloadBalancer:\n  mode: metallb\n"))[0].startswith("answers.yaml:4:1: loadBalancer.pool: is missing")


def test_loading_invalid_answers_tells_all_lines(write: Write) -> None:
    with pytest.raises(AnswersInvalid) as caught:
        load(write("version: 1\ndomain: A\nprofile: x\n"))
    assert len(caught.value.message.splitlines()) == 2
    assert "forge-tui check" in caught.value.remedy


def test_foreign_text_does_nothing_in_a_message(write: Write) -> None:
    path = write('version: 1\ndomain: "a\\u001b[31m\\u202e"\n"b\\u001b]52;": 1\n')
    assert all(character.isprintable() for line in lines(path) for character in line)


def test_a_long_value_is_cut(write: Write) -> None:
    assert len(lines(write(f"version: 1\ndomain: {'A' * 10_000}\n"))[0]) < 300


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "answers.yaml:1:1: is empty"),
        (b"# nothing\n", "answers.yaml:1:1: is empty"),
        (b"- a\n- b\n", "answers.yaml:1:1: does not hold answers"),
        (b"just text\n", "answers.yaml:1:1: does not hold answers"),
        (b"version: 1\ndomain: \xff\n", "answers.yaml:2:9: is not UTF-8 (byte 0xff)"),
        ("version: 1\n".encode("utf-16"), "answers.yaml:1:1: is not UTF-8"),
        (b"version: 1\ndomain: a\x07\n", "answers.yaml:2:10: holds a control character (U+0007)"),
        (b"version: 1\ntls:\n\tmode: files\n", "answers.yaml:3:1: is indented with a tab"),
        (b"version: 1\ntls: [a\n", "answers.yaml:3:1: is not YAML: "),
        (b"a: b: c\n", "answers.yaml:1:5: is not YAML: mapping values are not allowed"),
        (b"version: 1\n---\nversion: 1\n", "answers.yaml:2:1: begins a second document"),
        (b"version: &v 1\ndomain: *v\n", "answers.yaml:2:9: domain: is an alias"),
        (b"version: 1\ntls:\n  <<: {mode: files}\n", "answers.yaml:3:3: tls.<<: is a merge key"),
        (b"version: 1\ndomain: !!python/name:os.system x\n", "answers.yaml:2:9: domain: has the tag"),
        (b"[" * 2000, "answers.yaml:1:51: is nested deeper than 50 levels"),
        (b"version: 1\n? [a]\n: b\n", "answers.yaml:2:3: has a key that is not text"),
    ],
)
def test_what_is_not_yaml_that_we_accept_is_told_with_its_position(write: Write, content: bytes, told: str) -> None:
    path = write(content)
    assert any(line.startswith(told) for line in lines(path)), lines(path)
    with pytest.raises(AnswersUnreadable):
        load(path)


def test_a_bomb_of_aliases_is_refused_at_once(write: Write) -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 100))
    started_s = time.process_time()
    assert any("is an alias" in line for line in lines(write(bomb)))
    assert time.process_time() - started_s < 5


def test_a_file_of_more_than_a_megabyte_is_not_read(write: Write) -> None:
    assert lines(write(b"#" * (SIZE_LIMIT_BYTES + 1))) == ["answers.yaml: is larger than 1 MB"]


def test_a_device_without_end_is_not_read_to_its_end() -> None:
    assert [str(problem) for problem in check(Path("/dev/zero"))] == ["/dev/zero: is larger than 1 MB"]


def test_a_missing_file_and_a_directory_are_told(tmp_path: Path) -> None:
    assert [str(p).rpartition(": ")[2] for p in check(tmp_path / "no.yaml")] == ["no such file"]
    assert [str(p).rpartition(": ")[2] for p in check(tmp_path)] == ["is a directory"]
    with pytest.raises(AnswersUnreadable, match="no such file"):
        load(tmp_path / "no.yaml")


def test_no_more_problems_are_told_than_anybody_reads(write: Write) -> None:
    path = write("version: 1\ndomain: x\n" + "".join(f"k{number}: 1\n" for number in range(20_000)))
    started_s = time.process_time()
    told = lines(path)
    assert time.process_time() - started_s < 5
    assert len(told) == 201
    assert told[-1] == "answers.yaml: there are more problems than are told here"


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(write: Write) -> None:
    assert load(write(b"\xef\xbb\xbfversion: 1\r\ndomain: x\r\n")).domain == "x"


@pytest.mark.parametrize("word", ["yes", "No", "on", "OFF"])
def test_words_that_programs_read_differently_must_be_quoted(write: Write, word: str) -> None:
    (line,) = lines(write(f"{MINIMAL}components: {{values: {{a: {{flag: {word}}}}}}}\n"))
    assert "by some programs" in line
    assert lines(write(f'{MINIMAL}components: {{values: {{a: {{flag: "{word}"}}}}}}\n')) == []


def test_dates_and_times_stay_text(write: Write) -> None:
    values = load(write(f"{MINIMAL}components: {{values: {{a: {{day: 2025-01-31, time: 12:30:45, n: 0o17}}}}}}\n")).components.values
    assert values["a"] == {"day": "2025-01-31", "time": "12:30:45", "n": 15}


def test_an_invalid_file_still_gives_what_is_usable(write: Write) -> None:
    reading = read(write("version: 1\ndomain: *x\nprofile: small\n"))
    assert reading.data == {"version": 1, "profile": "small"}
    assert len(reading.problems) == 1


@given(
    above=st.lists(st.sampled_from(["", "# comment", "profile: small", "   # deep", "storage:\n  local: a"]), max_size=8, unique=True),
    width=st.integers(1, 7),
    gap=st.integers(1, 5),
)
def test_a_position_is_that_of_the_value_whatever_stands_above_and_before(
    tmp_path_factory: pytest.TempPathFactory, above: list[str], width: int, gap: int
) -> None:
    path = tmp_path_factory.mktemp("positions") / "answers.yaml"
    before = "\n".join(["version: 1", "domain: ä.example", *above])
    path.write_text(f"{before}\ntls:\n{' ' * width}mode:{' ' * gap}wrong # ü\n")
    problem = next(problem for problem in check(path) if problem.path == "tls.mode")
    assert (problem.line, problem.column) == (before.count("\n") + 3, width + len("mode:") + gap + 1)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_give_problems_and_never_a_crash(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("bytes") / "answers.yaml"
    path.write_bytes(content)
    assert check(path)


@given(st.text(st.sampled_from("ab:- \n[]{}#&*!|>'\",%@`?<1.~é"), max_size=60))
def test_the_parser_without_libyaml_sees_the_same_answers(text: str) -> None:
    fast, slow = (answers_nodes.parse(text, "a.yaml", loader=loader) for loader in (answers_nodes.LOADER, yaml.SafeLoader))
    if not fast.problems and not slow.problems:
        assert (fast.data, fast.keys) == (slow.data, slow.keys)
