"""The local web station where a person settles what is in doubt.

It shows stored results and appends decisions to corrections/decisions.jsonl; it never reads a scan
itself, never edits a stored result, and never rebuilds anything but through the calls it is given.
"""
