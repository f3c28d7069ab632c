"""Plays a summit with the real bot on a simulated Discord: no account, no token, no network."""
