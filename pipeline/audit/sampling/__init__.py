"""Acceptance sampling: how many cells to look at, which ones, and what may be concluded."""
