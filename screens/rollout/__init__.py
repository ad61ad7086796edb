"""The install tree: components, details, actions."""

from screens.rollout.screen import RolloutScreen

__all__ = ["RolloutScreen"]
