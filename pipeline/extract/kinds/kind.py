"""What a kind file may say: the schema of `kinds/*.yaml`, checked once when it is loaded.

A kind tells how its parts are recognised, which tables and fields they hold and where a field's
value sits. No Python knows a form's wording; all of it is in these values.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from pipeline.model.document import ValueType


class Opens(StrEnum):
    """Where a part of the kind may begin: with its page, or at its title in mid-page."""

    PAGE = "page"
    LINE = "line"


class Continues(StrEnum):
    """What carries a part on to a page that says nothing of itself."""

    TEXT = "text"
    TABLES = "tables"


class Where(StrEnum):
    """How a field's value is found."""

    BOX = "box"
    """In the box of its label in a form table, or in the next box."""
    AFTER_LABEL = "after-label"
    """Behind `label:` on a text line, up to the next label or the line's end."""
    IN_TEXT = "in-text"
    """A date in running text, after a label or before one of `before`."""
    HEAD = "head"
    """The lines above the document number (the red head)."""
    NUMBER = "number"
    """The document's own number on a line of its own."""
    TITLE = "title"
    """The title by which the part was recognised."""
    SALUTATION = "salutation"
    """From the title to the first line that ends with a colon."""
    LIST = "list"
    """Numbered items after a label, without their numbers."""
    LINE = "line"
    """A line that looks like one of `labels`, brackets taken off."""
    SIGNED_ON = "signed-on"
    """The date line under the stamp."""
    SIGNED_BY = "signed-by"
    """The line above the date line."""
    CITED = "cited"
    """Documents cited with their number."""
    UNDER_TITLE = "under-title"
    """The line after the title (an author on a cover)."""
    SEAL = "seal"
    """Whether a stamp stands on the pages of the form."""


class Frozen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of everything in a kind file: immutable, and an unknown key is an error."""


class Recognition(Frozen, frozen=True):
    """How a part is recognised. `*` in a title stands for any run of characters.

    `titles` open a part, `sections` are titles further inside it. `anchors` are lines that only
    this kind has. `minimum` is the score below which a part is not called this kind.
    """

    titles: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    opens: Opens = Opens.LINE
    continues: Continues = Continues.TABLES
    minimum: float = 0.5


class HeaderCut(Frozen, frozen=True):
    """A value that stands in a column's header, e.g. the year or the unit in brackets."""

    column: str
    type: ValueType
    find: str
    """`year` or `brackets`."""


class Column(Frozen, frozen=True):
    """A column of a table: output name, type, and the header texts it goes by.

    `merges`: one printed cell may cover several rows. `endings` (how cells typically end) and
    `vocabulary` (all words that can stand here) help to read tables out of plain text.
    """

    name: str
    type: ValueType
    labels: tuple[str, ...]
    required: bool = False
    merges: bool = False
    endings: tuple[str, ...] = ()
    vocabulary: tuple[str, ...] = ()
    from_header: tuple[HeaderCut, ...] = ()


class InText(Frozen, frozen=True):
    """How a letter without a table names its rows: 现推荐甲集群、乙集群等 2 个集群参加评价.

    The names fill `column` and end as that column's cells do. They stand behind one of `after`
    (without the words of `skip` in front) and stop before one of `until`; what stands in brackets
    behind a name fills `brackets`, and so does what stands before one of `by` (申报的) inside it.
    """

    column: str
    after: tuple[str, ...]
    until: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    brackets: str | None = None
    by: tuple[str, ...] = ()


class ListTable(Frozen, frozen=True):
    """A table with a header and one record for each row.

    `group_rows` names the column that a full-width row speaks for. `spare_rows`: empty ruled rows
    are unused space of a form, not records. `alone` false: the header says too little to know the
    table without the kind's title above it. `in_text` says how running text lists the rows.
    """

    table: str
    columns: tuple[Column, ...]
    group_rows: str | None = None
    spare_rows: bool = False
    alone: bool = True
    in_text: InText | None = None


class MatrixRow(Frozen, frozen=True):
    """A row that the form prints: its slug, the texts it goes by, and the type of its values."""

    key: str
    labels: tuple[str, ...]
    type: ValueType = ValueType.DECIMAL


class Series(Frozen, frozen=True):
    """A column of values in a matrix, e.g. `*年实际数`; `basis` is the fixed text it stands for."""

    labels: tuple[str, ...]
    basis: str


class Matrix(Frozen, frozen=True):
    """A table whose rows the form prints: one record for each row and series.

    `key` and `name` are the attributes that carry a row's slug and first label; the year of a
    series is read from its header into column `year`.
    """

    table: str
    key: str
    name: str
    header: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    series: tuple[Series, ...]
    columns: tuple[Column, ...] = ()
    value: str = "value"
    basis: str = "basis"
    year: str = "year"


class Group(Frozen, frozen=True):
    """A box of a form that governs the rows beside it; `within` names the group it lies in."""

    name: str
    labels: tuple[str, ...]
    within: str | None = None


class Field(Frozen, frozen=True):
    """One value of a form or letter.

    `without` are texts that do not belong to it (dropped at its end or as lines of their own),
    `before` are texts that follow a date in running text, `options` the texts beside tick boxes,
    `up_to` cuts the value after the first of these texts, `source` names the field it is cut from.
    `anywhere` are labels that mean this field outside its group too: 建设单位名称 says by itself
    what 名称 says only beside 建设单位. `endings` are how names in a head end, to tell several.
    """

    column: str
    type: ValueType
    where: Where
    labels: tuple[str, ...] = ()
    within: str | None = None
    anywhere: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    up_to: tuple[str, ...] = ()
    source: str | None = None
    required: bool = False
    wraps: bool = False
    endings: tuple[str, ...] = ()


class Section(Frozen, frozen=True):
    """A heading of the outline with its subsections."""

    title: str
    children: tuple[str, ...] = ()


class Outline(Frozen, frozen=True):
    """Headings with text: one record for each heading found, checked against `sections`."""

    table: str
    sections: tuple[Section, ...]


class Example(Frozen, frozen=True):
    """Lines, or a table's header, that must be recognised as this kind by `kinds check`."""

    lines: tuple[str, ...] = ()
    header: tuple[str, ...] = ()


class Kind(Frozen, frozen=True):
    """One kind of document. `record` is the table its own fields make a row of.

    Without `record`, the fields are repeated on every record of the kind's table (a letter's
    sender on each cluster it recommends). `printed` are texts of the form that are no values.
    """

    kind: str
    title: str
    recognise: Recognition
    record: str | None = None
    fields: tuple[Field, ...] = ()
    groups: tuple[Group, ...] = ()
    tables: tuple[ListTable, ...] = ()
    matrices: tuple[Matrix, ...] = ()
    outline: Outline | None = None
    printed: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
