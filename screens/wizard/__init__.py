"""The wizard."""

from screens.wizard.screen import WizardScreen
from screens.wizard.state import WizardState

__all__ = ["WizardScreen", "WizardState"]
