"""Values of a form table: which box holds the answer to which printed label.

Labels are found at the start of boxes; the answer stands behind the label in the same box or in
the next box of the row. Groups (a box beside several rows) tell equal labels apart. Nothing is
taken for an answer that a label does not ask for; what is left over stays unplaced.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.extract.kinds.grid import Grid, GridCell
from pipeline.extract.kinds.kind import Field, Group, Kind, Where
from pipeline.extract.kinds.matching import (
    POSSIBLE,
    Match,
    best_similarity,
    find_label,
    find_prefix,
    fold,
    similarity,
)
from pipeline.extract.kinds.patterns import GUIDANCE, GUIDANCE_AHEAD
from pipeline.extract.kinds.strip import Strip
from pipeline.model.document import ValueType
from pipeline.model.geometry import Region

LABEL_UNCLEAR = "label-unclear"
"""The group that tells equal labels apart was not read; the answer went by printed order."""

WHOLE = 0.9

HALF = 0.5

MIN_ANSWER = 2
"""Behind a label in its own box a single sign is a speck, not an answer."""


SHAPES = {
    ValueType.PHONE: re.compile(r"[0-9()（）\-—－\s]{7,20}"),
    ValueType.EMAIL: re.compile(r"\S+\s*@\s*\S+"),
    ValueType.POSTCODE: re.compile(r"[0-9]{6}"),
}
"""What values of a type look like, whatever was misread in them."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands in a field's box: the text, where the box is, and what is doubtful about it."""

    strip: Strip
    place: tuple[Region, ...]
    doubts: tuple[str, ...] = ()
    cell: GridCell | None = None


@dataclass(slots=True)
class FormAnswers:
    """Answers by column, and the cells that are the form itself."""

    by_column: dict[str, Answer] = field(default_factory=dict)
    labels: list[Strip] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A label found in a cell, waiting for its answer.

    `yields`: the label may be a group's as well, so that a label beside it is no answer.
    """

    spec: Field
    doubts: tuple[str, ...]
    yields: bool = False


def read_form(grids: Sequence[Grid], kind: Kind) -> FormAnswers:
    """Pair every label of the kind's box fields with its answer."""
    reader = _FormReader(kind)
    for grid in grids:
        reader.read(grid)
    return reader.answers


class _FormReader:
    def __init__(self, kind: Kind) -> None:
        self._groups = {group.name: group for group in kind.groups}
        self._fields = [spec for spec in kind.fields if spec.where is Where.BOX]
        self._shared = _shared_labels(self._fields)
        self._group_labels = {fold(label) for group in kind.groups for label in group.labels}
        self._loose: list[GridCell] = []
        self.answers = FormAnswers()

    def read(self, grid: Grid) -> None:
        """Walk the rows of a grid from left to right."""
        labels = self._find_groups(grid)
        self.answers.labels += [cell.strip for cell, _ in labels]
        taken = {id(cell) for cell, _ in labels}
        groups = [(cell, named[0]) for cell, named in labels if len(named) == 1]
        for row in range(grid.table.n_rows):
            cells = [cell for cell in grid.row(row) if cell.cell.row == row]
            self._read_row([c for c in cells if id(c) not in taken], groups)
        self._place_loose(groups)
        self._part_merged()

    def _find_groups(self, grid: Grid) -> list[tuple[GridCell, list[Group]]]:
        """Boxes that hold groups' labels and nothing else, to the left of other boxes.

        One that holds two was parted by a rule that is lost, and so says of no row whose it is.
        """
        found: list[tuple[GridCell, list[Group]]] = []
        for cell in grid.cells:
            at_right = cell.cell.col + cell.cell.col_span >= grid.table.n_cols
            if cell.is_empty or at_right or cell.cell.row_span < 2:
                continue
            groups = self._groups.values()
            first = next((g for g in groups if _is_group_label(cell.strip, g.labels)), None)
            if first is not None:
                others = [g for g in groups if _stands_beside(cell.strip, g.labels, first.labels)]
                found.append((cell, [first, *others]))
        return found

    def _read_row(
        self, cells: Sequence[GridCell], groups: Sequence[tuple[GridCell, Group]]
    ) -> None:
        asked: _Asked | None = None
        for cell in cells:
            context = _context(cell, groups)
            label = self._find_label(cell, context)
            if label is None:
                if asked is not None:
                    self._answer(asked, cell.strip, cell)
                    asked = None
                elif not cell.is_empty:
                    self._loose.append(cell)
                continue
            found, match = label
            rest = cell.strip.cut(match.end, len(cell.text)).trimmed()
            is_label_only = len(fold(rest.text)) < MIN_ANSWER or not _can_answer(found.spec, rest)
            if asked is not None and asked.yields and match.score >= WHOLE:
                asked = None
            if asked is not None and not (is_label_only and match.score >= WHOLE):
                self._answer(asked, cell.strip, cell)
                asked = None
                continue
            if asked is not None:
                self._answer(asked, Strip(), None)
            self.answers.labels.append(cell.strip)
            asked = found if is_label_only else None
            if not is_label_only:
                self._answer(found, rest, cell)
        if asked is not None:
            self._answer(asked, Strip(), cells[-1])

    def _find_label(self, cell: GridCell, context: Sequence[str]) -> tuple[_Asked, Match] | None:
        """The field that a cell's beginning asks for here: of its own group first."""
        found: list[tuple[int, float, int, _Asked, Match]] = []
        for order, spec in enumerate(self._fields):
            if spec.column in self.answers.by_column:
                continue
            labels = (*spec.labels, *spec.anywhere)
            match = find_prefix(cell.strip, labels)
            if match is None:
                continue
            word = next(fold(la) for la in labels if find_prefix(cell.strip, (la,)) == match)
            inside = spec.within in context
            known = inside or spec.within is None or word not in self._shared
            rank = context.index(spec.within) if inside and spec.within else len(context)
            asked = _Asked(spec, () if known else (LABEL_UNCLEAR,), word in self._group_labels)
            found.append((rank + (not known), -match.end, order, asked, match))
        if not found:
            return None
        best = min(found, key=lambda item: item[:3])
        return best[3], best[4]

    def _place_loose(self, groups: Sequence[tuple[GridCell, Group]]) -> None:
        """Boxes that nothing asked for: their label may be misread beyond certainty.

        A box that is at least half the label of a field still unanswered in its group is taken
        for it, the box to its right (or what follows in the same box) for the answer, doubtfully.
        """
        loose, self._loose = self._loose, []
        for cell in loose:
            half = self._half_label(cell, _context(cell, groups))
            if half is None:
                continue
            spec, end = half
            rest = cell.strip.cut(end, len(cell.text)).trimmed()
            beside = next((other for other in loose if _is_beside(cell, other)), None)
            doubtful = _Asked(spec, (LABEL_UNCLEAR,))
            if len(fold(rest.text)) >= MIN_ANSWER:
                self._answer(doubtful, rest, cell)
            elif beside is not None:
                self.answers.labels.append(cell.strip)
                self._answer(doubtful, beside.strip, beside)
        self._place_by_shape(loose, groups)

    def _place_by_shape(
        self, loose: Sequence[GridCell], groups: Sequence[tuple[GridCell, Group]]
    ) -> None:
        """A box whose label was not read at all, when only one field of its group has its shape."""
        answered = {id(answer.cell) for answer in self.answers.by_column.values()}
        for cell in loose:
            group = _context(cell, groups)[:1]
            fields = [
                spec
                for spec in self._fields
                if spec.column not in self.answers.by_column
                and [spec.within] == group
                and spec.type in SHAPES
                and SHAPES[spec.type].fullmatch(cell.strip.legible.strip())
            ]
            if id(cell) not in answered and len(fields) == 1:
                self._answer(_Asked(fields[0], (LABEL_UNCLEAR,)), cell.strip, cell)

    def _half_label(self, cell: GridCell, context: Sequence[str]) -> tuple[Field, int] | None:
        """The unanswered field whose label a box's beginning resembles, and the label's length."""
        found: list[tuple[float, int, Field, int]] = []
        for order, spec in enumerate(self._fields):
            if spec.column in self.answers.by_column:
                continue
            if spec.within is not None and spec.within not in context[:1]:
                continue
            for label in spec.labels:
                length = min(len(label), len(cell.text))
                score = similarity(cell.strip.cut(0, length), label)
                found.append((-score, order, spec, _label_length(cell.text, label)))
        if not found:
            return None
        score, _, spec, length = min(found, key=lambda item: item[:2])
        return (spec, length) if -score >= HALF else None

    def _part_merged(self) -> None:
        """An answer that holds the next label of its group: the rule between the boxes was lost."""
        for spec in self._fields:
            if spec.column in self.answers.by_column:
                continue
            for other in self._fields:
                answer = self.answers.by_column.get(other.column)
                if answer is None or other.within != spec.within or other.type is ValueType.TEXT:
                    continue
                if cut := _cut_at_label(answer.strip, spec.labels):
                    before, behind = cut
                    doubts = (*answer.doubts, LABEL_UNCLEAR)
                    self.answers.by_column[other.column] = replace(
                        answer, strip=before, doubts=doubts
                    )
                    self.answers.by_column[spec.column] = replace(
                        answer, strip=behind, doubts=doubts
                    )
                    break

    def _answer(self, asked: _Asked, strip: Strip, cell: GridCell | None) -> None:
        doubts = list(asked.doubts)
        place: tuple[Region, ...] = ()
        guidance, strip = _part_guidance(strip)
        self.answers.labels.append(guidance)
        if cell is not None:
            doubts += cell.doubts
            place = () if strip.pieces else cell.cell.regions
        self.answers.by_column.setdefault(
            asked.spec.column, Answer(strip, place, tuple(doubts), cell)
        )


def _part_guidance(strip: Strip) -> tuple[Strip, Strip]:
    """What the form itself prints into a box, and what was filled in."""
    if GUIDANCE.match(strip.legible):
        return strip, Strip()
    ahead = GUIDANCE_AHEAD.match(strip.legible)
    end = ahead.end() if ahead else 0
    return strip.cut(0, end), strip.cut(end, len(strip.text))


def _shared_labels(fields: Sequence[Field]) -> frozenset[str]:
    """Labels that several fields go by, which only their group tells apart."""
    times = Counter(fold(label) for spec in fields for label in {*spec.labels, *spec.anywhere})
    return frozenset(label for label, n in times.items() if n > 1)


def _label_length(text: str, label: str) -> int:
    """How many characters at the start of a box are its misread label: up to the last of its own.

    部经济发展局 has lost the second character of 部门; where none is right, all are misread.
    """
    ahead = text[: len(label)]
    own = [at for at, char in enumerate(ahead, start=1) if char in label]
    return own[-1] if own else len(ahead)


def _is_beside(cell: GridCell, other: GridCell) -> bool:
    """Whether a box is the next one to the right in the same row."""
    return other.cell.row == cell.cell.row and other.cell.col == cell.cell.col + cell.cell.col_span


def _cut_at_label(strip: Strip, labels: Sequence[str]) -> tuple[Strip, Strip] | None:
    """What stands before and behind a label inside a text; None when there is nothing before."""
    for label in labels:
        at = strip.legible.find(label)
        if at > 0:
            behind = strip.cut(at + len(label), len(strip.text)).trimmed()
            return strip.cut(0, at).trimmed(), behind
    return None


def _can_answer(spec: Field, rest: Strip) -> bool:
    """Whether text behind a label in its own box can be the answer: options must be named."""
    if spec.type is not ValueType.TICK:
        return True
    return any(find_label(rest, option) for option in spec.options)


def _is_group_label(strip: Strip, labels: Sequence[str]) -> bool:
    """A group's box holds its label; what else was read in it (specks) is shorter than that.

    A box over several rows holds nothing but a label, so that most of one is enough.
    """
    if best_similarity(strip, labels) >= POSSIBLE:
        return True
    for label in labels:
        match = find_label(strip, label)
        if match is not None:
            rest = strip.text[: match.start] + strip.text[match.end :]
            if len(fold(rest)) < len(fold(label)):
                return True
    return False


def _stands_beside(strip: Strip, labels: Sequence[str], others: Sequence[str]) -> bool:
    """Whether a box holds one of the labels as well as one of the others, beside it."""
    found = [match for label in labels if (match := find_label(strip, label)) is not None]
    taken = [match for label in others if (match := find_label(strip, label)) is not None]
    if not found or not taken:
        return False
    one, other = (max(matches, key=lambda m: m.end - m.start) for matches in (found, taken))
    return one.end <= other.start or other.end <= one.start


def _context(cell: GridCell, groups: Sequence[tuple[GridCell, Group]]) -> list[str]:
    """Names of the groups that govern a cell, the nearest first."""
    beside = [
        (other.cell.col, group.name)
        for other, group in groups
        if other.cell.col < cell.cell.col
        and other.cell.row <= cell.cell.row < other.cell.row + other.cell.row_span
    ]
    return [name for _, name in sorted(beside, reverse=True)]
