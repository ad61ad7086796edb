"""Behaviour: planning, checks, steps, rollout. Knows ports, never a client, a screen or the wall clock."""
