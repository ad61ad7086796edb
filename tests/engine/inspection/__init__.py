"""Looking closely at one component."""
