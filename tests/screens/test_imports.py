"""What is loaded before the first frame, and what never is."""

from tests.test_import_rules import loaded_by

CLIENTS = {"kubernetes", "hvac", "pyhelm3", "aiohttp", "dulwich", "requests"}


def test_no_screen_and_no_command_with_one_loads_a_cluster_client() -> None:
    commands = ("wizard_screen", "console", "attach", "open", "replay", "unseal", "handing_over")
    screens = ("app", "wizard", "rollout", "handover", "console", "archive", "replay")
    lines = [f"import forge_tui.commands.{name}" for name in commands] + [f"import screens.{name}" for name in screens]
    assert not loaded_by("\n".join(lines)) & CLIENTS


def test_commands_load_no_screen_before_they_show_one() -> None:
    for name in ("console", "attach", "open", "replay", "unseal"):
        assert "textual" not in loaded_by(f"import forge_tui.commands.{name}")
