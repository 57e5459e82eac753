from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.evaluate.headline import headline
from pipeline.evaluate.report import write_report
from pipeline.evaluate.scoring import Comparison, ScoredCell, ScoredRows, ScoredTable
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
SHAPES = (ScoredTable("fax/list", "fax", "clusters", 0.75),)
COMPARISON = Comparison(CELLS, ROWS, ("fax/lost",), (), SHAPES)


def test_report_shows_the_silent_error_with_its_picture_and_runs_nothing() -> None:
    asked: list[tuple[str, int]] = []

    def cut_out(source_name: str, regions: Sequence[Region]) -> list[str]:
        asked.extend((source_name, region.page_no) for region in regions)
        return ["data:image/jpeg;base64,AAAA" for _ in regions]

    page = write_report(COMPARISON, cut_out).decode("utf-8")
    assert asked == [("fax/list.pdf", 1)]
    assert "data:image/jpeg;base64," in page
    assert "<mark class=truth>潍</mark>坊" in page
    assert "<mark>海</mark>坊<mark>&lt;b&gt;</mark>" in page and "海坊<b>" not in page
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
    assert "| fax | 1 | 0.7500 |" in text
    assert [table.row_count for table in to_rich(scores)] == [2, 1, 2, 2, 1, 2]


def test_report_starts_with_what_was_promised() -> None:
    rough = replace(CELLS[0], profile="harsh", is_flagged=True)
    ordinary, harsh, rows = headline(replace(COMPARISON, cells=(*CELLS, rough)))
    silent = ordinary.lines[0]
    assert (silent.value, silent.detail, silent.promise) == ("50.000 %", "1/2", "0.05 %")
    assert not silent.is_kept
    assert harsh.lines[0].value == "-" and harsh.lines[0].is_kept
    assert [line.value for line in rows.lines] == ["100.00 %", "0", "1"]
