"""What `run.json` tells about how a registry was made: code, models, dictionaries.

Read leniently: a file from an older version may lack any of it, and then it is unknown, not equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

GIT_SCHEME = "git:"
"""Marks a code version that is a git object id."""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """Versions of one run; empty where not recorded.

    `code` is a hash or version of the program, `engines` maps a recogniser's name to the
    fingerprint of its models, `dictionaries` a file name under corrections/ to its hash.
    """

    code: str = ""
    engines: Mapping[str, str] = field(default_factory=dict)
    dictionaries: Mapping[str, str] = field(default_factory=dict)


def read_run_record(data: bytes) -> RunRecord:
    """Read run.json; an empty or foreign file gives an empty record."""
    try:
        return msgspec.json.decode(data, type=RunRecord)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return RunRecord()


def changed(old: str, new: str) -> bool | None:
    """Whether two recorded hashes differ; None when either is not recorded.

    A git object id and the hash a run recorded tell nothing of each other.
    """
    if not old or not new or old.startswith(GIT_SCHEME) != new.startswith(GIT_SCHEME):
        return None
    return old != new
