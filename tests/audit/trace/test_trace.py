"""A value followed back to the page: steps, person, alternatives, derived and inherited cells."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from pipeline.audit.crop import Cropper, Pixels
from pipeline.audit.trace.faces import trace_html, trace_terminal
from pipeline.audit.trace.read import cell_at, read_decisions, trace_cell
from pipeline.errors import ConfigurationError, UsageError
from pipeline.model.decision import Decision, Verdict
from pipeline.store.output import OutputFolder
from pipeline.store.serial import to_json
from tests.audit.made import MadeDocument, made_documents, staged, step


@pytest.fixture
def document() -> MadeDocument:
    made = made_documents(1, 1, 6)[0]
    cell = made.rows[1].cells["cluster_name"]
    cell.text_ocr, cell.text_clean, cell.value = "即郭集群", "邯郸集群", "邯郸集群"
    cell.steps = [
        step("confusion-pair", "即郭集群", "邯郭集群", "confusions.csv:即邯"),
        step("decision", "邯郭集群", "邯郸集群", "decisions.jsonl"),
    ]
    cell.person = "李"
    return made


@pytest.fixture
def output(tmp_path: Path, document: MadeDocument) -> OutputFolder:
    folder = OutputFolder(tmp_path / "out")
    results = staged(document)
    for name, result in (
        ("extract", results.reading),
        ("clean", results.clean),
        ("normalise", results.normal),
    ):
        folder.write_stage(document.document_id, name, "key", result)
    (folder.root / "run.json").write_text('{"engines": {"ppocr-v6-small": "f00d"}}')
    return folder


def decision(document: MadeDocument) -> Decision:
    return Decision(
        "2026-03-01T09:00:00+08:00",
        "李",
        document.sha256,
        cell_at(document.record_id(1), "cluster_name"),
        "即郭集群",
        Verdict.EDITED,
        "邯郸集群",
    )


def shown(document: MadeDocument, output: OutputFolder) -> str:
    trace = trace_cell(output, f"{document.record_id(1)}/cluster_name", [decision(document)])
    console = Console(file=io.StringIO(), width=240)
    console.print(trace_terminal(trace))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_every_step_backwards(document: MadeDocument, output: OutputFolder) -> None:
    text = shown(document, output)
    for part in (
        "cluster_name = 邯郸集群",
        "confusion-pair: 即郭集群 -> 邯郭集群",
        "[confusions.csv:即邯]",
        "李  2026-03-01T09:00:00+08:00",
        "ppocr-v6-small (f00d)",
        "落选 lost: 口 0.01",
        "list-000.pdf",
        "page 1: 500,260,900,320",
    ):
        assert part in text


def test_derived_value_rests_on_its_sources(document: MadeDocument, output: OutputFolder) -> None:
    trace = trace_cell(output, cell_at(document.record_id(1), "city_code"))
    assert trace.ink is None
    assert [source.column for source in trace.sources] == ["construction_unit"]
    assert trace.sources[0].ink is not None


def test_inherited_cell_names_the_merged_one(document: MadeDocument, output: OutputFolder) -> None:
    trace = trace_cell(output, cell_at(document.record_id(1), "region"))
    assert trace.inherited_from == f"{document.record_id(0)}/region"
    assert trace.ink is not None
    assert trace.ink.cell_id == trace.inherited_from


def test_html_has_the_crop(document: MadeDocument, output: OutputFolder) -> None:
    def page(source_name: str, page_no: int) -> Pixels:
        assert (source_name, page_no) == ("list-000.pdf", 1)
        return np.full((1200, 1700), 255, np.uint8)

    trace = trace_cell(output, cell_at(document.record_id(1), "cluster_name"))
    html = trace_html(trace, Cropper(page))
    assert html.count("data:image/jpeg") == 1
    assert "confusions.csv:即邯" in html
    assert "data:image" not in trace_html(trace)


def test_unknown_cell(output: OutputFolder) -> None:
    for cell_id in ("no-such-document/1/clusters/1/region", "nonsense"):
        with pytest.raises(UsageError, match="cell"):
            trace_cell(output, cell_id)


def test_decisions_log(tmp_path: Path, document: MadeDocument) -> None:
    assert read_decisions(tmp_path) == ()
    (tmp_path / "decisions.jsonl").write_bytes(to_json(decision(document)))
    assert read_decisions(tmp_path) == (decision(document),)
    (tmp_path / "decisions.jsonl").write_bytes(b"{}\n")
    with pytest.raises(ConfigurationError, match="line 1"):
        read_decisions(tmp_path)
