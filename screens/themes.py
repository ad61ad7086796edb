"""How the screens are coloured: dark, light, high contrast, the terminal's own sixteen colours, or none."""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import Theme

_REVERSED = {
    "ansi-background": "ansi_black",
    "ansi-foreground": "ansi_white",
    "block-cursor-text-style": "reverse",
    "block-cursor-background": "ansi_default",
    "block-cursor-blurred-text-style": "underline",
    "input-cursor-text-style": "reverse",
    "button-focus-text-style": "reverse",
    "footer-key-foreground": "ansi_default",
    "scrollbar-background": "ansi_default",
    "border": "ansi_default",
    "border-blurred": "ansi_default",
}
"""What has no colour must stand out otherwise."""

THEMES: Mapping[str, Theme] = {
    "dark": Theme(
        "dark",
        primary="#4C8DFF",
        secondary="#3A4F6E",
        accent="#F2A93B",
        warning="#F2A93B",
        error="#FF6B6B",
        success="#55C98A",
        foreground="#E2E6EC",
        background="#11151C",
        surface="#171C25",
        panel="#222A37",
        dark=True,
        variables={"text-muted": "#93A1B5"},
    ),
    "light": Theme(
        "light",
        primary="#1F5FBF",
        secondary="#8CA0BC",
        accent="#9A5B00",
        warning="#9A5B00",
        error="#B3261E",
        success="#1B7A45",
        foreground="#1B1F26",
        background="#F7F8FA",
        surface="#EEF0F4",
        panel="#DDE2EA",
        dark=False,
        variables={"text-muted": "#566375"},
    ),
    "contrast": Theme(
        "contrast",
        primary="#00FFFF",
        secondary="#FFFFFF",
        accent="#FFFF00",
        warning="#FFFF00",
        error="#FF8080",
        success="#00FF00",
        foreground="#FFFFFF",
        background="#000000",
        surface="#000000",
        panel="#262626",
        dark=True,
        text_alpha=1.0,
        variables={
            "text-muted": "#FFFFFF",
            "block-cursor-background": "#FFFF00",
            "block-cursor-foreground": "#000000",
            "block-cursor-text-style": "bold",
            "footer-key-foreground": "#FFFF00",
            "border": "#FFFFFF",
        },
    ),
    "ansi": Theme(
        "ansi",
        ansi=True,
        primary="ansi_blue",
        secondary="ansi_cyan",
        accent="ansi_yellow",
        warning="ansi_yellow",
        error="ansi_red",
        success="ansi_green",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        variables=_REVERSED,
    ),
}
"""By the word of `--theme`."""
WORDS: Mapping[str, str] = {
    "dark": "light letters on dark",
    "light": "dark letters on light",
    "contrast": "white, yellow and green on black",
    "ansi": "the sixteen colours of the terminal",
}


def theme_for(wanted: str, environment: Mapping[str, str]) -> str:
    """The theme to begin with: the wanted one, else what the terminal tells of its background (COLORFGBG), else dark.

    Without colours (NO_COLOR) it is always `ansi`, where the cursor is told by reversed letters.
    """
    if environment.get("NO_COLOR"):
        return "ansi"
    if wanted in THEMES:
        return wanted
    background = environment.get("COLORFGBG", "").rpartition(";")[2]
    return "light" if background in ("7", "15") else "dark"
