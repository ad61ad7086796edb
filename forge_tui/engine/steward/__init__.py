"""Looks after an installed platform: its addresses, first logins and vault, and what goes on there."""
