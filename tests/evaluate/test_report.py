from __future__ import annotations

import numpy as np

from pipeline.evaluate.report import write_report
from pipeline.evaluate.scoring import Comparison, ScoredCell, ScoredRows
from pipeline.evaluate.summary import summarise
from pipeline.evaluate.tables import from_score_json, to_markdown, to_rich, to_score_json
from pipeline.model.geometry import Box, Region

CELLS = (
    ScoredCell(
        "fax/list", "fax", "roster", "clusters", "region", "d/1", "潍坊", "海坊<b>", False, (),
        0.97, "fax/list.pdf", (Region(1, Box(2, 2, 20, 10)),),
    ),
    ScoredCell("fax/list", "fax", "roster", "clusters", "region", "d/2", "山西", "山西", False),
)  # fmt: skip
ROWS = (ScoredRows("fax/list", "fax", "roster", "clusters", 2, 2, 0),)
COMPARISON = Comparison(CELLS, ROWS, ("fax/lost",), ())


def test_report_shows_the_silent_error_with_its_picture_and_runs_nothing() -> None:
    asked: list[tuple[str, int]] = []

    def read_page(
        source_name: str, page_no: int
    ) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
        asked.append((source_name, page_no))
        return np.full((40, 40, 3), 255, np.uint8)

    page = write_report(COMPARISON, read_page).decode("utf-8")
    assert asked == [("fax/list.pdf", 1)]
    assert "data:image/jpeg;base64," in page
    assert "海坊&lt;b&gt;" in page and "海坊<b>" not in page
    assert "<script" not in page and 'src="http' not in page and 'href="http' not in page
    assert "fax/lost" in page


def test_same_comparison_gives_the_same_report() -> None:
    assert write_report(COMPARISON) == write_report(COMPARISON)


def test_scores_survive_json() -> None:
    scores = summarise(COMPARISON)
    assert from_score_json(to_score_json(scores)) == scores


def test_tables_show_rates_with_intervals() -> None:
    scores = summarise(COMPARISON)
    text = to_markdown(scores)
    assert "1/2 = 50.000 % [1.258, 98.742]" in text
    assert "fax/lost" in text
    assert [table.row_count for table in to_rich(scores)] == [2, 1, 2, 1, 2]
