"""Where one document ends and the next begins inside a scan, and of which kind each is.

Titles open parts; tables and anchor lines confirm them or open one where the title is missing or
unreadable; running text carries a part on to the next page until its sign-off. A page that
nothing speaks for is a part of kind `unknown`. Nothing is dropped: every block is in one part.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from pipeline.extract.kinds.blocks import Block
from pipeline.extract.kinds.evidence import (
    Evidence,
    Role,
    find_anchor,
    find_title,
    fit_kinds,
)
from pipeline.extract.kinds.feet import FEWEST_ROWS, first_on_page, is_foot
from pipeline.extract.kinds.fitting import Fit, FormFit, ListFit
from pipeline.extract.kinds.kind import Kind, Opens, Where
from pipeline.extract.kinds.matching import fold
from pipeline.extract.kinds.part_draft import Draft, sort_of
from pipeline.extract.kinds.patterns import ANNEX_MARK, ITEM_NUMBER
from pipeline.extract.kinds.signoff import is_signed

SAME_TABLE_MARGIN = 0.15
"""A table goes to the part it stands in unless another kind fits better by more than this."""

MIN_ANCHORS = 2
"""Without a title this many lines that only a kind has open a part of it."""

HEADLINE = 1.4
"""A first line this much taller than the running text is another document's headline."""

TALLEST_HEADLINE = 4.0
"""A line taller than this times the running text is a picture or specks, read as one."""

SCRIBBLED = 0.6
"""Reading score below which a row is a stamp or a mark, whatever its size."""

LISTED_ROWS = 3
"""A letter lists up to so many annexes below the first."""

LETTER_HEAD = 3
"""A date among the first rows of a letter is not its sign-off."""


def _speaks_for_itself(evidence: Evidence) -> bool:
    """Whether a table without title is enough to end running text: a form, or a kind's main table.

    Texts have tables of their own (firms in a plan), and some look like a form's minor tables.
    """
    if isinstance(evidence.fit, ListFit):
        return evidence.kind.record is None and evidence.fit.has_read_header
    return True


def _stands_alone(evidence: Evidence) -> bool:
    """Whether evidence can open a part: all but tables that only their kind's title makes known."""
    return not isinstance(evidence.fit, ListFit) or evidence.fit.spec.alone


def _is_letter(kind: Kind) -> bool:
    """Whether a kind begins with its page and ends with a date."""
    signed = any(field.where is Where.SIGNED_ON for field in kind.fields)
    return kind.recognise.opens is Opens.PAGE and signed


def _is_mark(block: Block) -> bool:
    """Whether a row is a lone sign (a staple is read as /), or can hardly be read."""
    if len(fold(block.text)) <= 1:
        return True
    return block.row is not None and all(
        piece.line.score < SCRIBBLED for piece in block.row.strip.pieces
    )


def split_parts(blocks: Sequence[Block], kinds: Sequence[Kind]) -> list[Draft]:
    """Cut the blocks of a document into parts; together they cover every block once."""
    return _Splitter(blocks, kinds).run()


class _Splitter:
    def __init__(self, blocks: Sequence[Block], kinds: Sequence[Kind]) -> None:
        self._blocks = blocks
        self._kinds = kinds
        self._drafts: list[Draft] = []
        self._events = self._find_events()

    def _find_events(self) -> dict[int, list[Evidence]]:
        """Titles (best one) and tables (all fits) by block.

        Rows inside a title are no start, nor is a running head, or the foot of a page of text.
        """
        events: dict[int, list[Evidence]] = {}
        skip_to = 0
        for index, block in enumerate(self._blocks):
            if block.grid is not None:
                events[index] = fit_kinds(block, index, self._kinds)
                continue
            if index < skip_to or block.is_marginal:
                continue
            title = find_title(self._blocks, index, self._kinds)
            if title is not None and not is_foot(self._blocks, index):
                events[index] = [title]
                skip_to = index + title.n_blocks
        return {index: found for index, found in events.items() if found}

    @property
    def _current(self) -> Draft | None:
        return self._drafts[-1] if self._drafts else None

    def run(self) -> list[Draft]:
        previous_page = 0
        for index, block in enumerate(self._blocks):
            if block.page_no != previous_page:
                self._turn_page(index)
                previous_page = block.page_no
            if index in self._events:
                self._weigh(index)
            elif block.row is not None:
                self._read_row(index)
        self._close(len(self._blocks))
        return [self._judged(draft) for draft in self._drafts]

    def _heard(self, index: int) -> list[Evidence]:
        """Evidence at a block that counts here: some tables say nothing without their title."""
        own = self._current.kind if self._current is not None else None
        return [e for e in self._events.get(index, ()) if e.kind is own or _stands_alone(e)]

    def _weigh(self, index: int) -> None:
        found = self._heard(index)
        if not found:
            return
        best = found[0]
        current = self._current
        if best.role is not Role.TABLE:
            if self._is_listed(index):
                self._read_row(index)
            else:
                self._take_title(best)
            return
        if current is None or current.kind is None or current.is_closed:
            self._open(best)
            return
        own = next((e for e in found if e.kind is current.kind), None)
        if own is not None and self._comes_again(current, own):
            self._open(own)
            return
        is_own = own is not None and own.score >= best.score - SAME_TABLE_MARGIN
        if own is not None and is_own and not current.has_once(own.fit):
            current.evidence.append(own)
        elif not current.is_running or _speaks_for_itself(best):
            self._open(best)

    def _is_listed(self, index: int) -> bool:
        """Whether `附件2：…提纲` is an item of a letter's list of annexes, not the annex itself.

        So is a numbered row below the first one: the mark behind its number may be lost.
        """
        current = self._current
        if current is None or current.kind is None or index == first_on_page(self._blocks, index):
            return False
        text = self._blocks[index].text
        above = range(max(current.start, index - LISTED_ROWS), index)
        is_item = ANNEX_MARK.match(text) or (
            ITEM_NUMBER.match(text) and any(ANNEX_MARK.match(self._blocks[i].text) for i in above)
        )
        within = current.start < index and not current.is_closed
        return bool(is_item) and within and _is_letter(current.kind)

    def _take_title(self, title: Evidence) -> None:
        self._take_back_unknown(title)
        current = self._current
        if current is None or current.kind is not title.kind or self._comes_again(current, title):
            self._open(title)
            return
        awaited = current.is_turned and not current.has_form
        if title.role is Role.SECTION or awaited or self._only_just_opened(current, title):
            current.evidence.append(title)
            current.closed_at = 0  # a section below the sign-off is the letter's own annex
        else:
            self._open(title)

    def _take_back_unknown(self, title: Evidence) -> None:
        """Give a page of no kind to the part before it, when a section of that part follows.

        The back of a sheet of a form may be empty but for a running foot.
        """
        if title.role is Role.SECTION and [d.kind for d in self._drafts[-2:]] == [title.kind, None]:
            self._drafts.pop()

    def _comes_again(self, current: Draft, evidence: Evidence) -> bool:
        """Whether a table, or the one below a title, is the next document's in a turned scan."""
        if not current.is_turned or not current.has_form:
            return False
        fits = [evidence.fit] if evidence.fit is not None else self._fits_below(evidence)
        return any(current.has(fit) for fit in fits)

    def _fits_below(self, title: Evidence) -> list[Fit]:
        """What the first table below a title, on its page, is to the title's kind."""
        for index in range(title.index, len(self._blocks)):
            if self._blocks[index].page_no != title.page_no:
                break
            if self._blocks[index].grid is not None:
                found = self._events.get(index, ())
                return [e.fit for e in found if e.fit is not None and e.kind is title.kind][:1]
        return []

    def _is_turned(self, evidence: Evidence) -> bool:
        """Whether the documents of a kind that begin here do not begin with their labelled form.

        They do not when, cut at each table of the first sort, every piece of the run has exactly
        one form and no table twice. A set of tables without its form is no sign of it.
        """
        sorts: list[tuple[type, object]] = []
        for index in range(evidence.index, len(self._blocks)):
            found = self._heard(index)
            if found and found[0].kind is not evidence.kind:
                break
            sorts += [sort_of(e.fit) for e in found[:1] if e.fit is not None]
        if not sorts or sorts[0][0] is FormFit:
            return False
        starts = [at for at, sort in enumerate(sorts) if sort == sorts[0]]
        pieces = [sorts[i:j] for i, j in zip(starts, [*starts[1:], len(sorts)], strict=True)]
        return all(
            sum(sort[0] is FormFit for sort in piece) == 1
            and all(piece.count(sort) == 1 for sort in piece)
            for piece in pieces
        )

    def _only_just_opened(self, current: Draft, title: Evidence) -> bool:
        """Whether a second title row follows the first at once (a cover's repeated title)."""
        last = max(e.index + e.n_blocks for e in current.evidence)
        return last >= title.index and all(e.role is Role.TITLE for e in current.evidence)

    def _open(self, evidence: Evidence) -> None:
        start = self._start_of(evidence)
        self._close(start)
        if self._drafts and self._drafts[-1].start >= start:
            self._drafts.pop()
        is_turned = self._is_turned(evidence)
        self._drafts.append(Draft(evidence.kind, start, evidence=[evidence], is_turned=is_turned))

    def _start_of(self, evidence: Evidence) -> int:
        """First block of the part that this evidence opens.

        Annex marks above a title belong to it. Where the part before began on an earlier page,
        everything from the top of this page belongs to it too, unless running text came over.
        """
        index, current = evidence.index, self._current
        first, floor = first_on_page(self._blocks, index), self._floor()
        start = index
        while start > floor and ANNEX_MARK.fullmatch(self._blocks[start - 1].legible):
            start -= 1
        if current is None:
            return 0
        opens_page = evidence.kind.recognise.opens is Opens.PAGE
        if current.start >= first:
            return floor if opens_page and current.is_closed else start
        if floor <= first and (opens_page or not current.is_running):
            return first
        return start

    def _floor(self) -> int:
        """Block after the last one that the current part surely has."""
        current = self._current
        if current is None:
            return 0
        claimed = [e.index + e.n_blocks for e in current.evidence]
        return max([current.start, current.closed_at, *claimed])

    def _turn_page(self, index: int) -> None:
        """Decide whether the current part goes on over the page break."""
        page_no = self._blocks[index].page_no
        on_page = [i for i in self._events if self._blocks[i].page_no == page_no and self._heard(i)]
        current = self._current
        if current is not None and current.kind is not None:
            if current.is_running and (on_page or not self._begins_anew(current, index)):
                return
            covered = any(
                page_no in self._blocks[i].page_nos
                for i in range(current.start, index)
                if self._blocks[i].grid is not None
            )
            if covered:
                return
        if on_page:
            return
        self._open_untitled(index)

    def _begins_anew(self, current: Draft, index: int) -> bool:
        """Whether a page begins with a line in much larger type than the running text before it.

        A lone sign at the page's edge is a speck or a number, whatever its size; a date signs off.
        """
        while index + 1 < len(self._blocks) and _is_mark(self._blocks[index]):
            index += 1
        row = self._blocks[index].row
        if row is not None and is_signed(row.strip):
            return False
        before = [b.row.box.height for b in self._blocks[current.start : index] if b.row]
        if row is None or not before:
            return False
        main = max(row.strip.pieces, key=lambda piece: len(piece.text))  # not a stamp beside it
        return HEADLINE < main.upright.height / median(before) < TALLEST_HEADLINE

    def _open_untitled(self, index: int) -> None:
        """A page without title or known table: lines that only one kind has, or unknown."""
        page_no = self._blocks[index].page_no
        rows = [i for i, block in enumerate(self._blocks) if block.page_no == page_no]
        if self._trails(rows):
            return
        best: list[Evidence] = []
        for kind in self._kinds:
            found = [e for i in rows if (e := find_anchor(self._blocks[i], i, kind))]
            if len(found) >= MIN_ANCHORS and len(found) > len(best):
                best = found
        current = self._current
        if best:
            self._close(index)
            self._drafts.append(Draft(best[0].kind, index))
        elif current is None or current.kind is not None:
            self._close(index)
            self._drafts.append(Draft(None, index))

    def _trails(self, rows: Sequence[int]) -> bool:
        """Whether a page holds hardly more than what stands below a sign-off (此件公开发布).

        Beside it there may be a running foot, of which so little print does not show that it is
        smaller, and the lettering of the letter's seal.
        """
        current = self._current
        if current is None or current.kind is None or not current.is_closed:
            return False
        kind = current.kind
        words = [i for i in rows if not self._blocks[i].is_marginal]
        found = [e for i in words if (e := find_anchor(self._blocks[i], i, kind))]
        if not found or len(words) - len(found) > FEWEST_ROWS:
            return False
        current.evidence += found
        return True

    def _read_row(self, index: int) -> None:
        """Lines between titles and tables: evidence, sign-off, or the start of an unknown part."""
        current = self._current
        if current is None:
            if not self._events_ahead_on_page(index):
                self._drafts.append(Draft(None, index))
            return
        if current.kind is None:
            return
        block = self._blocks[index]
        if evidence := find_anchor(block, index, current.kind):
            current.evidence.append(evidence)
        if (
            _is_letter(current.kind)
            and index > current.start + LETTER_HEAD
            and is_signed(block.strip)
        ):
            current.closed_at = index + 1

    def _events_ahead_on_page(self, index: int) -> bool:
        page_no = self._blocks[index].page_no
        return any(i >= index and self._blocks[i].page_no == page_no for i in self._events)

    def _close(self, end: int) -> None:
        if self._drafts:
            self._drafts[-1].end = end

    def _judged(self, draft: Draft) -> Draft:
        if draft.kind is not None and draft.score < draft.kind.recognise.minimum:
            draft.kind = None
        return draft
