"""One third-party client each behind a port of `forge_tui.ports`; its errors are translated here."""
