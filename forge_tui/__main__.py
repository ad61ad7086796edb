"""`python -m forge_tui`."""

from forge_tui.cli import main

main()
