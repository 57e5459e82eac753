"""Exit codes, and one exception class per cause that stops us and that a user can act on.

A bug is a plain exception with its traceback; doubtful data is a `Finding`, never an exception.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process says to its caller; listed in the README and tested one by one."""

    OK = 0
    BUG = 1
    USAGE = 2
    CONFIGURATION = 3
    UNREADABLE_INPUT = 4
    MISSING_TOOL = 5
    PAGES_FAILED = 6
    ERROR_FINDINGS = 7
    AUDIT_MISMATCH = 8
    INTERRUPTED = 130


class PipelineError(Exception):
    """Cannot go on: `cause` says what happened and where, `next_step` what the user does now."""

    exit_code = ExitCode.BUG

    def __init__(self, cause: str, next_step: str) -> None:
        """Keep both halves apart so the command line can print them on two lines."""
        super().__init__(cause, next_step)
        self.cause = cause
        self.next_step = next_step

    def __str__(self) -> str:
        """Both halves on one line."""
        return f"{self.cause} -> {self.next_step}"


class UsageError(PipelineError):
    """The command was asked for something it does not offer."""

    exit_code = ExitCode.USAGE


class ConfigurationError(PipelineError):
    """A dictionary, gazetteer, kind or option file is wrong."""

    exit_code = ExitCode.CONFIGURATION


class UnreadableInputError(PipelineError):
    """An input file is corrupt, encrypted, empty, too large or of no supported type.

    `reason` is the slug the ledger shows, e.g. `encrypted`, `corrupt`, `empty-file`.
    """

    exit_code = ExitCode.UNREADABLE_INPUT

    def __init__(self, reason: str, cause: str, next_step: str) -> None:
        """Carry the ledger's slug beside the message."""
        super().__init__(cause, next_step)
        self.args = (reason, cause, next_step)
        self.reason = reason


class MissingToolError(PipelineError):
    """A program or model that the chosen options need is not installed."""

    exit_code = ExitCode.MISSING_TOOL


class OutputError(PipelineError):
    """The output folder cannot be written (full, read-only, locked by another run)."""

    exit_code = ExitCode.UNREADABLE_INPUT


class AuditMismatchError(PipelineError):
    """Stored artefacts do not match what was recorded."""

    exit_code = ExitCode.AUDIT_MISMATCH
