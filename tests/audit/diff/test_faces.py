"""The faces of a comparison: JSON, CSV, terminal and the HTML page."""

from __future__ import annotations

import copy
import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from pipeline.audit.crop import Cropper, Pixels
from pipeline.audit.diff.compare import compare
from pipeline.audit.diff.faces import diff_csv, diff_html, diff_json, diff_terminal, text_runs
from pipeline.audit.diff.model import Diff
from pipeline.audit.run_record import RunRecord
from pipeline.audit.snapshot import open_snapshot
from tests.audit.made import made_documents, write_extraction


@pytest.fixture
def diff(tmp_path: Path) -> Diff:
    old = made_documents(1, 1, 10)
    new = copy.deepcopy(old)
    cell = new[0].rows[0].cells["cluster_name"]
    cell.say('<b>"药用辅料"</b>')
    cell.engine = "other"
    for name, documents in (("old", old), ("new", new)):
        write_extraction(tmp_path / name, documents, RunRecord())
    return compare(open_snapshot(str(tmp_path / "old")), open_snapshot(str(tmp_path / "new")))


def page(source_name: str, page_no: int) -> Pixels | None:
    assert (source_name, page_no) == ("list-000.pdf", 1)
    return np.full((2000, 1700, 3), 200, np.uint8)


def test_json_holds_summary_and_changes(diff: Diff) -> None:
    document = json.loads(diff_json(diff))
    assert document["is_same"] is False
    assert document["summary"]["engine"]["cells"] == 1
    assert document["diff"]["cells"][0]["cause"]["name"] == "ppocr-v6-small -> other"


def test_csv_has_one_line_per_change(diff: Diff) -> None:
    rows = list(csv.DictReader(io.StringIO(diff_csv(diff).decode())))
    assert rows[0]["new_value"] == '<b>"药用辅料"</b>'
    assert rows[0]["cause"] == "engine"
    assert len(rows) == len(diff.cells)


def test_terminal(diff: Diff) -> None:
    console = Console(file=io.StringIO(), width=200)
    console.print(diff_terminal(diff))
    output = console.file
    assert isinstance(output, io.StringIO)
    assert "识别引擎或模型" in output.getvalue()


def test_page_is_self_contained_and_escaped(diff: Diff) -> None:
    html = diff_html(diff, Cropper(page), Cropper(page))
    assert html.count("data:image/jpeg;base64,") == 2
    assert "<b>" not in html
    assert "http://" not in html
    assert "https://" not in html


@given(st.text(max_size=20), st.text(max_size=20))
def test_runs_give_the_texts_back(old: str, new: str) -> None:
    ours, theirs = text_runs(old, new)
    assert "".join(text for _, text in ours) == old
    assert "".join(text for _, text in theirs) == new
