"""Looks closely at one component, for the screens; changes nothing."""

from forge_tui.engine.inspection.inspection import Inspection

__all__ = ["Inspection"]
