"""The command line: commands, flags anywhere, variables, durations, and the nearest right word for a wrong one."""

import dataclasses
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forge_tui import __version__
from forge_tui.argument_table import COMMANDS, FLAGS, WIZARD, flags_of
from forge_tui.argument_types import duration_s
from forge_tui.arguments import Arguments, parse
from forge_tui.domain.failures import UsageError
from forge_tui.suggestions import nearest

ROOT = Path(__file__).parents[1]


def parsed(line: str, **environment: str) -> Arguments:
    return parse(line.split(), environment)


def why(line: str, **environment: str) -> str:
    with pytest.raises(UsageError) as caught:
        parsed(line, **environment)
    assert caught.value.remedy.startswith("Run: forge-tui")
    return caught.value.message


def test_without_a_command_the_wizard_starts() -> None:
    assert parsed("") == Arguments("wizard")


def test_an_answers_file_is_filled_into_the_wizard() -> None:
    assert parsed("answers.yaml") == Arguments("wizard", answers=Path("answers.yaml"))


def test_headless_is_another_word_for_install() -> None:
    assert parsed("--headless a.yaml") == dataclasses.replace(parsed("install a.yaml"), headless=True)


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != WIZARD])
def test_every_command_is_understood(command: str) -> None:
    needs = {"ANSWERS": " a.yaml", "FILE": " events.ndjson", "ID": "", "NAME": "", "": ""}[COMMANDS[command].positional]
    assert parsed(command + needs).command == command


@pytest.mark.parametrize(
    "line", ["--set a=1 install --set b=2 x.yaml -vv", "install x.yaml -v --set a=1 -v --set=b=2", "-vv --set a=1 --set b=2 install x.yaml"]
)
def test_common_flags_stand_before_or_after_the_command(line: str) -> None:
    assert parsed(line) == Arguments("install", answers=Path("x.yaml"), set=("a=1", "b=2"), verbose=2)


def test_all_flags_reach_their_field() -> None:
    line = (
        "plan a.yaml -o plan.json --json --kubeconfig k --context c --simulate small,speed=5 --plan p --output json --junit j --events e"
        " --timeout 1h30m --patience 0s --no-accelerate --no-crds-first --mirror a=b --mirror c=d --helm h --charts d --state-dir s"
        " --cache-dir ca --yes --no-color --ascii --linear"
    )
    assert parsed(line) == Arguments(
        "plan",
        answers=Path("a.yaml"),
        out=Path("plan.json"),
        json=True,
        kubeconfig=Path("k"),
        context="c",
        simulate=("small", 5.0),  # type: ignore[arg-type]  # equal to a Simulation
        plan=Path("p"),
        output="json",
        junit=Path("j"),
        events=Path("e"),
        timeout_s=5400.0,
        patience_s=0.0,
        accelerate=False,
        crds_first=False,
        mirror=("a=b", "c=d"),
        helm="h",
        charts=Path("d"),
        state_dir=Path("s"),
        cache_dir=Path("ca"),
        yes=True,
        no_color=True,
        ascii=True,
        linear=True,
    )


def test_every_flag_has_a_field() -> None:
    assert {flag.destination for flag in FLAGS.values()} <= {field.name for field in dataclasses.fields(Arguments)}


def test_a_simulation_has_a_machine_and_a_speed() -> None:
    assert parsed("a.yaml --simulate small").simulate == ("small", 60.0)
    assert parsed("a.yaml --simulate ./m.yaml,speed=1.5").simulate == ("./m.yaml", 1.5)
    assert parsed("a.yaml --simulate small,speed=0").simulate == ("small", 0.0), "0: as fast as possible"


def test_a_failure_is_named_loosely() -> None:
    assert parsed("explain ft-203").failure == parsed("explain 203").failure == "FT-203"


def test_a_component_may_be_named() -> None:
    assert parsed("catalogue airm --graph dot") == Arguments("catalogue", component="airm", graph="dot")


def test_checks_are_waived_by_name() -> None:
    assert parsed("install a.yaml --waive storage --waive=helm").waive == ("storage", "helm")


def test_the_checks_are_listed_without_answers() -> None:
    assert parsed("preflight --list --json") == Arguments("preflight", list=True, json=True)


def test_after_two_hyphens_everything_is_a_file() -> None:
    assert parsed("install -- -x.yaml").answers == Path("-x.yaml")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("instal a.yaml", "there is no command instal; did you mean install?"),
        ("zzz", "there is no command zzz; a file of that name is written ./zzz"),
        ("rotate", "there is no command rotate"),
        ("wizard", "there is no command wizard"),
        ("check a.yaml --kubeconfg x", "there is no flag --kubeconfg; did you mean --kubeconfig?"),
        ("--kubeconfg x check a.yaml", "there is no flag --kubeconfg; did you mean --kubeconfig?"),
        ("check a.yaml --no-colour", "there is no flag --no-colour; did you mean --no-color?"),
        ("check a.yaml --watch", "forge-tui check has no flag --watch; it belongs to forge-tui status"),
        ("status --output jsn", "--output jsn: is not one of plain, json; did you mean json?"),
        ("check", "forge-tui check needs an answers file"),
        ("--headless", "forge-tui install needs an answers file"),
        ("replay", "forge-tui replay needs a file"),
        ("check a.yaml b.yaml", "forge-tui check takes one answers file, and 2 words are given besides flags"),
        ("schema x", "forge-tui schema takes no file, and 1 words are given besides flags"),
        ("check a.yaml --timeout", "--timeout needs a value; one that begins with - is written --timeout=VALUE"),
        ("check a.yaml --yes=1", "--yes takes no value"),
        ("check a.yaml --kubeconfig=", "--kubeconfig: is empty"),
        ("check a.yaml --timeout 45", "--timeout 45: has no unit; write 45s, 45m or 45h"),
        ("check a.yaml --timeout 0s", "--timeout 0s: is no time at all; write for example 45m"),
        ("check a.yaml --mirror x", "--mirror x: has not the form FROM=TO"),
        ("check a.yaml --simulate ,speed=2", "--simulate ,speed=2: names no machine"),
        ("check a.yaml --simulate small,sped=2", "--simulate small,sped=2: has the option 'sped'; there is only speed"),
        ("check a.yaml --simulate small,speed=fast", "--simulate small,speed=fast: has a speed that is not a speed"),
        ("replay f --speed -1", "--speed -1: is not a speed"),
        ("explain x", "forge-tui explain x: is not the id of a failure, such as FT-203"),
    ],
)
def test_a_wrong_line_is_told_with_the_nearest_right_one(line: str, told: str) -> None:
    assert why(line).startswith(told)


def test_no_message_repeats_a_setting() -> None:
    for line in ("check --set", "check a.yaml registry.password=hunter2 x", "check --st registry.password=hunter2", "check --st=hunter2"):
        assert "hunter2" not in why(line)


def test_a_variable_says_what_its_flag_says() -> None:
    given = parsed("plan a.yaml", FORGE_TUI_TIMEOUT="2m", FORGE_TUI_MIRROR="a=b\nc=d\n", FORGE_TUI_JSON="1", FORGE_TUI_NO_ACCELERATE="true")
    assert given == Arguments("plan", answers=Path("a.yaml"), timeout_s=120.0, mirror=("a=b", "c=d"), json=True, accelerate=False)


def test_a_flag_wins_over_its_variable() -> None:
    assert parsed("a.yaml --timeout 1m", FORGE_TUI_TIMEOUT="2m").timeout_s == 60.0


def test_an_empty_variable_says_nothing() -> None:
    assert parsed("a.yaml", FORGE_TUI_TIMEOUT="", FORGE_TUI_YES="") == parsed("a.yaml")


def test_a_wrong_variable_is_told_by_its_name() -> None:
    assert why("a.yaml", FORGE_TUI_TIMEOUT="45").startswith("FORGE_TUI_TIMEOUT 45: has no unit")
    assert why("a.yaml", FORGE_TUI_YES="maybe") == "FORGE_TUI_YES maybe: is neither 1 nor 0"


def test_every_flag_but_set_has_a_variable_with_a_wrong_value_that_is_told() -> None:
    for flag in flags_of(COMMANDS["install"]):
        if not flag.metavar or flag.name in ("timeout", "patience", "mirror", "output"):
            assert flag.variable in why("install a.yaml", **{flag.variable: "?"})


def test_answers_of_the_environment_are_left_to_the_answers() -> None:
    assert parsed("a.yaml", FORGE_TUI_SET="a=1").set == ()


def test_no_color_is_respected() -> None:
    assert parsed("a.yaml", NO_COLOR="1").no_color
    assert not parsed("a.yaml", NO_COLOR="").no_color


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example_and_every_flag(command: str) -> None:
    text = parsed(f"{command} --help" if command != WIZARD else "--help").help or ""
    assert f"Example:\n  {COMMANDS[command].example}\n" in text
    assert all(f"--{flag.name}" in text for flag in flags_of(COMMANDS[command]))
    assert max(map(len, text.splitlines())) <= 100
    assert "\x1b" not in text


def test_every_example_in_the_help_is_understood() -> None:
    for command in COMMANDS.values():
        words = command.example.removeprefix("forge-tui").partition(">")[0]
        assert parsed(words).command == command.name


def test_help_names_every_command() -> None:
    text = parsed("--help").help or ""
    assert all(f"  {name} " in text for name in COMMANDS if name != WIZARD)


def test_help_is_given_whatever_else_is_wrong() -> None:
    assert (parsed("check --nonsense -h").help or "").startswith("usage: forge-tui check ANSWERS")


def test_the_version_is_told_without_argparse() -> None:
    assert parsed("--version").help == f"forge-tui {__version__}\n"
    program = (
        "import sys; from forge_tui.arguments import parse; parse(['--version'], {});"
        "print(','.join(sorted({'argparse', 'pydantic', 'yaml', 'difflib', 'textual', 'asyncio'} & sys.modules.keys())))"
    )
    loaded = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=ROOT).stdout
    assert loaded.strip() == ""


def test_a_command_line_is_understood_without_third_party_packages() -> None:
    program = (
        "import sys; from forge_tui.arguments import parse; parse(['install', 'a.yaml', '--timeout', '1m'], {});"
        "print(sorted(name for name in {m.partition('.')[0] for m in sys.modules} - sys.stdlib_module_names if not name.startswith('_')))"
    )
    loaded = subprocess.run([sys.executable, "-S", "-c", program], check=True, capture_output=True, text=True, cwd=ROOT).stdout
    assert loaded.strip() == "['forge_tui']"


@given(st.integers(0, 99), st.integers(0, 59), st.integers(0, 59))
def test_a_duration_is_the_sum_of_its_parts(hours: int, minutes: int, seconds: int) -> None:
    parts = [f"{number}{unit}" for number, unit in ((hours, "h"), (minutes, "m"), (seconds, "s")) if number] or ["0s"]
    assert duration_s("".join(parts)) == hours * 3600 + minutes * 60 + seconds


@given(st.text(max_size=12))
def test_any_text_is_a_duration_or_is_told_why_not(text: str) -> None:
    reason, found_s = "", 0.0
    try:
        found_s = duration_s(text)
    except ValueError as error:
        reason = str(error)
    assert 0 <= found_s <= 30 * 24 * 3600
    assert reason == "" or reason.startswith(("is ", "has "))


@pytest.mark.parametrize("text", ["", "m", "1m1h", "1.5h", "1 h", "-1m", "1h 30m", "1d", "721h", "٣m"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^(is|has) "):
        duration_s(text)


@given(
    st.lists(
        st.sampled_from(["install", "check", "a.yaml", "--set", "a=1", "-v", "--", "--json", "-o", "--timeout", "1m", "-", "", "--plan=x"])
        | st.text(max_size=6),
        max_size=6,
    )
)
def test_any_line_is_understood_or_refused_and_never_exits(argv: list[str]) -> None:
    told = ""
    try:
        told = parse(argv, {}).command
    except UsageError as error:
        told = error.message
    assert told


def test_the_nearest_word_ignores_case_and_separators() -> None:
    assert nearest("Self_Signed", ("existing", "self-signed")) == "self-signed"
    assert nearest("banana", ("existing", "self-signed")) == ""
