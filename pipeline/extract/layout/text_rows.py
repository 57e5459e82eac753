"""How well tokens of a plain text make one table row: the cost that `text_table` minimises.

Costs are in units of "one damaged character". Nothing here knows a document: columns come with
their vocabularies and endings from the kind.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles

from rapidfuzz.distance import Levenshtein

from pipeline.model.document import ValueType
from pipeline.model.geometry import Box
from pipeline.model.text import TEXT_DUMP, TextLine

MISSING_CELL = 6.0
FOREIGN_TOKEN = 6.0
SPLIT_IN_LINE = 2.0
OUT_OF_ORDER = 3.0
COMPLETE_THEN_MORE = 1.0
BROKEN_TOO_EARLY = 4.0
WORST_ENDING = 4.0

FULL_LINE_SHARE = 0.6
"""A broken cell's earlier lines fill at least this share of the column's usual width: Chinese
breaks at any character, so only the last line of a cell is short."""

UNFAMILIAR_REGION = 1.5
"""A short label that names no province (a list of one province's cities has only such labels)."""

# fmt: off
PROVINCES = frozenset([
    "北京", "天津", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "上海", "江苏", "浙江",
    "安徽", "福建", "江西", "山东", "河南", "湖北", "湖南", "广东", "广西", "海南", "重庆", "四川",
    "贵州", "云南", "西藏", "陕西", "甘肃", "青海", "宁夏", "新疆", "新疆兵团", "香港", "澳门",
    "台湾", "大连", "青岛", "宁波", "厦门", "深圳",
])
# fmt: on
"""Short names of provinces and of the cities that are planned separately."""

MAX_TOKENS = 8


@dataclass(frozen=True, slots=True)
class TextColumn:
    """What a kind knows of a column. `titles` are its header texts.

    `vocabulary` closes the column; `endings` are how its cells typically end; `merges` says that
    one printed label may cover several rows.
    """

    name: str
    value_type: ValueType
    titles: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    vocabulary: tuple[str, ...] = ()
    merges: bool = False

    @property
    def is_anchor(self) -> bool:
        """Whether each row has exactly one token of this column and it is easily recognised."""
        return bool(self.vocabulary) and not self.merges


@dataclass(frozen=True, slots=True)
class Token:
    """A run of characters without blanks. `first`: it opens its line."""

    text: str
    page_no: int
    line_no: int
    start: int
    first: bool

    @property
    def box(self) -> Box:
        """Place in characters and lines, see `Region`."""
        return Box(self.start, self.line_no, self.start + len(self.text), self.line_no + 1)

    @property
    def line(self) -> TextLine:
        """The token as a line of its own."""
        return TextLine(self.text, self.box, self.box, 1.0, TEXT_DUMP)


@dataclass(frozen=True, slots=True)
class RowFit:
    """The cheapest assignment of a row's tokens to column indices."""

    cost: float
    columns: tuple[int, ...]


class RowCost:
    """Costs of tokens in columns, and the usual width of each column in this very text."""

    def __init__(self, columns: Sequence[TextColumn], sheet: Sequence[Sequence[Token]]) -> None:
        """Measure column widths from the lines whose tokens are complete cells."""
        self.columns = tuple(columns)
        self.anchor = next((i for i, c in enumerate(columns) if c.is_anchor), None)
        self._widths = tuple(self._width(column, sheet) for column in columns)

    @staticmethod
    def _width(column: TextColumn, sheet: Sequence[Sequence[Token]]) -> float:
        lengths = [
            len(token.text)
            for line in sheet
            for token in line
            if column.endings and ending_cost(token.text, column.endings) == 0
        ]
        return quantiles(lengths, n=10)[-1] if len(lengths) > 1 else 0.0

    def token_cost(self, token: Token, col: int) -> float:
        """Cost of this token standing in a closed or typed column (0 for free text columns)."""
        column = self.columns[col]
        if column.vocabulary:
            return vocabulary_cost(token.text, column.vocabulary)
        if column.value_type is ValueType.REGION:
            return region_cost(token.text)
        if column.value_type is ValueType.INTEGER:
            return 0.0 if token.text.rstrip(".、").isdigit() else FOREIGN_TOKEN
        return 0.0

    def cell_cost(self, tokens: Sequence[Token], col: int) -> float:
        """Cost of these tokens, in this order, being one whole cell of column `col`."""
        column = self.columns[col]
        if not tokens:
            return 0.0 if column.merges else MISSING_CELL
        cost = sum(self.token_cost(token, col) for token in tokens)
        same_line = sum(a.line_no == b.line_no for a, b in itertools.pairwise(tokens))
        cost += SPLIT_IN_LINE * same_line
        if column.vocabulary or column.value_type in (ValueType.INTEGER, ValueType.REGION):
            return cost + FOREIGN_TOKEN * (len(tokens) - 1)
        if not column.endings:
            return cost
        for token in tokens[:-1]:
            if len(token.text) < FULL_LINE_SHARE * self._widths[col]:
                cost += BROKEN_TOO_EARLY
            if ending_cost(token.text, column.endings) == 0:
                cost += COMPLETE_THEN_MORE
        whole = "".join(token.text for token in tokens)
        return cost + ending_cost(whole, column.endings)


def region_cost(text: str) -> float:
    """0 for a province, a little for any other short run of Chinese characters, else foreign."""
    if text.rstrip("省市") in PROVINCES:
        return 0.0
    is_label = 2 <= len(text) <= 6 and all("\u4e00" <= char <= "\u9fff" for char in text)
    return UNFAMILIAR_REGION if is_label else FOREIGN_TOKEN


def vocabulary_cost(text: str, vocabulary: Sequence[str]) -> float:
    """0 for a word of the vocabulary (brackets aside), else the damage to the nearest one."""
    core = "".join(char for char in text if char.isalnum())
    if core in vocabulary:
        return 0.0
    nearest = min(
        (Levenshtein.distance(core, word) + abs(len(core) - len(word)), len(word))
        for word in vocabulary
    )
    return FOREIGN_TOKEN if nearest[0] >= max(2, nearest[1]) else 2.0 * nearest[0]


def ending_cost(text: str, endings: Sequence[str]) -> float:
    """Damaged characters between the end of `text` and the nearest typical ending, at most 4.

    An ending of which nothing is left does not count, so one-character endings match exactly.
    """
    best = WORST_ENDING
    for ending in endings:
        for length in range(max(1, len(ending) - 1), len(ending) + 2):
            damage = Levenshtein.distance(text[-length:], ending)
            if damage < len(ending):
                best = min(best, float(damage))
        if best == 0:
            break
    return best


def cheapest_row(tokens: Sequence[Token], cost_of: RowCost) -> RowFit | None:
    """Assign each token to a column at least cost; None when they cannot be one row."""
    if len(tokens) > MAX_TOKENS:
        return None
    if cost_of.anchor is not None:
        anchors = [cost_of.token_cost(token, cost_of.anchor) == 0 for token in tokens]
        if sum(anchors) != 1:
            return None
    choices = [_possible_columns(token, cost_of) for token in tokens]
    best: RowFit | None = None
    for columns in itertools.product(*choices):
        cost = _order_cost(tokens, columns)
        for col in range(len(cost_of.columns)):
            if best is not None and cost >= best.cost:
                break
            cell = [token for token, c in zip(tokens, columns, strict=True) if c == col]
            cost += cost_of.cell_cost(cell, col)
        if best is None or cost < best.cost:
            best = RowFit(cost, columns)
    return best


def _possible_columns(token: Token, cost_of: RowCost) -> list[int]:
    if cost_of.anchor is not None and cost_of.token_cost(token, cost_of.anchor) == 0:
        return [cost_of.anchor]
    return [
        col
        for col, column in enumerate(cost_of.columns)
        if not column.is_anchor and cost_of.token_cost(token, col) < FOREIGN_TOKEN
    ]


def _order_cost(tokens: Sequence[Token], columns: Sequence[int]) -> float:
    """Columns run from left to right within a line, and first lines of cells do so over lines.

    Labels of merged columns float, but on a line of their own or at its start.
    """
    cost = 0.0
    for (left, left_col), (right, right_col) in itertools.pairwise(
        zip(tokens, columns, strict=True)
    ):
        if left.line_no == right.line_no and left_col > right_col and right.first:
            cost += OUT_OF_ORDER
    seen = [columns.index(col) for col in sorted(set(columns))]
    cost += OUT_OF_ORDER * sum(a > b for a, b in itertools.pairwise(seen[1:]))
    return cost
