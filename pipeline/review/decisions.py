"""The log of human decisions as the station sees it: what holds for a cell, and how to add to it.

A line is on the disk before `append` returns. Nobody overwrites anybody: a decision names the
version of the cell's history it was made on and is refused when the history went on meanwhile,
also when another process wrote to the log.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from pipeline.errors import ConfigurationError
from pipeline.model.decision import Decision, Verdict, take_in
from pipeline.store.files import append_line
from pipeline.store.serial import from_json, to_json

CellKey = tuple[str, str]
"""(SHA-256 of the file, cell_id)."""


class StaleDecisionError(Exception):
    """Someone decided on this cell after it was shown; `holding` is what they said, if anything."""

    def __init__(self, holding: Decision | None) -> None:
        """Carry what holds now, so it can be shown."""
        super().__init__("the cell was decided meanwhile")
        self.holding = holding


@dataclass(frozen=True, slots=True)
class SecondLook:
    """A blind second decision, and the decision that held when it was made (None: withdrawn)."""

    first: Decision | None
    second: Decision

    @property
    def is_agreement(self) -> bool:
        """Whether both people read the same."""
        return self.first is not None and self.first.text == self.second.text


@dataclass(slots=True)
class CellHistory:
    """All decisions on one cell, oldest first.

    `version` counts every line. `standing` are those that were not withdrawn: the last one holds.
    `seconds` are the blind second decisions, which never hold by themselves.
    """

    version: int = 0
    standing: list[Decision] = field(default_factory=list)
    seconds: list[SecondLook] = field(default_factory=list)

    @property
    def holding(self) -> Decision | None:
        """The decision that holds, None when there is none."""
        return self.standing[-1] if self.standing else None

    def add(self, decision: Decision) -> None:
        """Take one more line into account."""
        self.version += 1
        if not decision.blind:
            take_in(self.standing, decision)
        elif decision.verdict is Verdict.WITHDRAWN:
            del self.seconds[-1:]
        else:
            self.seconds.append(SecondLook(self.holding, decision))

    @property
    def is_disputed(self) -> bool:
        """Whether a second person read the cell differently, and nobody settled it since."""
        if not self.seconds or self.holding is None:
            return False
        look = self.seconds[-1]
        return look.first is self.holding and not look.is_agreement


def key_of(decision: Decision) -> CellKey:
    """The cell a decision is about."""
    return decision.file_sha256, decision.cell_id


class DecisionLog:
    """decisions.jsonl, read once and then followed as it grows."""

    def __init__(self, path: Path) -> None:
        """Read the log; a missing file is an empty one.

        Raises:
            ConfigurationError: When a line is not a decision.
        """
        self.path = path
        self._lock = threading.RLock()
        self._histories: dict[CellKey, CellHistory] = {}
        self._cells: dict[str, dict[str, None]] = {}
        self._journal: list[Decision] = []
        self._foreign: set[CellKey] = set()
        self._done = 0
        self._lines = 0
        self._inode = 0
        self.refresh()

    def refresh(self) -> set[CellKey]:
        """Take in what others appended; return the cells concerned since the last call.

        Raises:
            ConfigurationError: When a line is not a decision.
        """
        with self._lock:
            touched = self._foreign | self._follow()
            self._foreign = set()
            return touched

    def _follow(self) -> set[CellKey]:
        """Read what was appended since; start over when the file was replaced or cut."""
        try:
            state = self.path.stat()
        except FileNotFoundError:
            state = None
        touched: set[CellKey] = set()
        if state is None or state.st_ino != self._inode or state.st_size < self._done:
            touched = set(self._histories)
            self._histories, self._cells, self._journal = {}, {}, []
            self._done = self._lines = 0
            self._inode = state.st_ino if state else 0
        if state is not None and state.st_size > self._done:
            touched |= self._read_on()
        return touched

    def history(self, key: CellKey) -> CellHistory:
        """What was decided on a cell so far (empty when nothing was)."""
        with self._lock:
            return self._histories.get(key) or CellHistory()

    def holding(self, key: CellKey) -> Decision | None:
        """The decision that holds for a cell."""
        return self.history(key).holding

    def cells_of(self, file_sha256: str) -> tuple[str, ...]:
        """The cells of a file that were ever decided."""
        with self._lock:
            return tuple(self._cells.get(file_sha256, ()))

    def iter_histories(self) -> Iterator[tuple[CellKey, CellHistory]]:
        """Every cell that was ever decided, in order of its first decision."""
        with self._lock:
            yield from list(self._histories.items())

    def last_of(self, person: str) -> Decision | None:
        """The person's newest decision that still stands and that nobody decided over."""
        with self._lock:
            for decision in reversed(self._journal):
                if decision.person == person and decision.verdict is not Verdict.WITHDRAWN:
                    history = self.history(key_of(decision))
                    looks = [look.second for look in history.seconds[-1:]]
                    if any(decision is top for top in (*history.standing[-1:], *looks)):
                        return decision
        return None

    def append(self, decision: Decision, seen_version: int) -> None:
        """Add a decision that was made on `seen_version` of its cell's history.

        Raises:
            StaleDecisionError: When the history went on since; nothing was written.
            ConfigurationError: When the log was damaged meanwhile.
            OutputError: When the disk is full or read-only; nothing counts as decided.
        """
        with self._lock, _sole_writer(self.path.parent):
            self._foreign |= self._follow()
            self._mend_tail()
            self._foreign |= self._follow()
            history = self.history(key_of(decision))
            if history.version != seen_version:
                raise StaleDecisionError(history.holding)
            append_line(self.path, to_json(decision))
            self._follow()

    def _read_on(self) -> set[CellKey]:
        with self.path.open("rb") as file:
            file.seek(self._done)
            data = file.read()
        whole = data[: data.rfind(b"\n") + 1]
        touched: set[CellKey] = set()
        for line in whole.split(b"\n")[:-1]:
            self._lines += 1
            if line.strip():
                decision = self._parse(line)
                self._histories.setdefault(key_of(decision), CellHistory()).add(decision)
                self._cells.setdefault(decision.file_sha256, {})[decision.cell_id] = None
                self._journal.append(decision)
                touched.add(key_of(decision))
        self._done += len(whole)
        return touched

    def _parse(self, line: bytes) -> Decision:
        try:
            return from_json(line, Decision)
        except msgspec.DecodeError as error:
            raise ConfigurationError(
                f"{self.path.name} 第 {self._lines} 行不是有效的决定 "
                f"line {self._lines} is no decision: {error}",
                "请改正或删除该行 correct or remove that line",
            ) from error

    def _mend_tail(self) -> None:
        """End a last line that lacks its end; cut off half a line, never confirmed to anyone."""
        if not self.path.is_file() or self.path.stat().st_size == self._done:
            return
        with self.path.open("r+b") as file:
            file.seek(self._done)
            tail = file.read()
            if _is_decision(tail):
                file.write(b"\n")
            else:
                file.truncate(self._done)


def _is_decision(line: bytes) -> bool:
    try:
        from_json(line, Decision)
    except msgspec.DecodeError:
        return False
    return True


@contextmanager
def _sole_writer(folder: Path) -> Iterator[None]:
    """Keep other stations out between looking at the log and writing to it."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
