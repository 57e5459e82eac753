"""Trace, diff, acceptance sampling, verification: readers of stored results only."""
