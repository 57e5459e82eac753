"""What a part is read from, and what reading it gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.extract.kinds.blocks import Block
from pipeline.extract.kinds.evidence import Evidence
from pipeline.extract.kinds.kind import Kind
from pipeline.model.document import Record
from pipeline.model.finding import Finding
from pipeline.model.page import PageReading


@dataclass(slots=True)
class PartContent:
    """What reading a part gave."""

    records: list[Record] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    is_blank_form: bool = False


@dataclass(frozen=True, slots=True)
class PartSource:
    """A part to read: its kind, its blocks, the evidence for it, and the pages it stands on.

    `first_block` is the position of `blocks[0]` in the document, which evidence counts from.
    `behind` are the blocks right behind it that are of no known kind: the part may go on there.
    """

    kind: Kind
    blocks: Sequence[Block]
    first_block: int
    evidence: Sequence[Evidence]
    pages: Mapping[int, PageReading]
    behind: Sequence[Block] = ()
