"""Lines of running text that lack the sign they began with."""

from pipeline.model.document import Reading, ValueType
from pipeline.model.geometry import Box, Region
from pipeline.validate.hanging import cells_that_hang

HEIGHT, MARGIN = 40, 140


def paragraph(name: str, *starts: int, top: int) -> Reading:
    """A paragraph of lines that start so far behind the margin; the first is indented by two."""
    boxes = [
        Box(MARGIN + start, top + 60 * at, 1400, top + 60 * at + HEIGHT)
        for at, start in enumerate((80, *starts))
    ]
    regions = tuple(Region(1, box) for box in boxes)
    return Reading(f"doc/1/plans/{name}/text", "text", ValueType.TEXT, "正文", 1.0, "x", regions)


def hanging(*paragraphs: Reading) -> set[str]:
    return {cell.split("/")[3] for cell in cells_that_hang(paragraphs)}


OTHERS = [paragraph(str(at), 0, 2, top=500 + 300 * at) for at in range(3)]


def test_a_line_that_starts_a_character_behind_the_margin_lacks_one() -> None:
    assert hanging(paragraph("a", 32, top=100), *OTHERS) == {"a"}


def test_lines_at_the_margin_and_second_indents_lack_none() -> None:
    assert hanging(paragraph("a", 10, top=100), *OTHERS) == set()
    assert hanging(paragraph("a", 80, top=100), *OTHERS) == set()


def test_a_margin_that_leans_is_one() -> None:
    leaning = [
        paragraph(str(at), 6 * at, 6 * at + 1, 6 * at + 2, top=100 + 240 * at) for at in range(8)
    ]
    assert hanging(*leaning) == set()


def test_where_no_margin_shows_no_line_lacks_anything() -> None:
    ragged = [paragraph(str(at), 30 * (at % 3), 30, top=100 + 300 * at) for at in range(4)]
    assert hanging(*ragged) == set()
