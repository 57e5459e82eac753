"""What the run layer does for the review station."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.errors import UnreadableInputError
from pipeline.model.decision import Decision, Verdict
from pipeline.model.page import PageStatus
from pipeline.review.services import PageProgress
from pipeline.run.options import RunOptions
from pipeline.run.station import Backend
from pipeline.store.files import append_line, sha256_hex
from pipeline.store.serial import to_json

CORRECTIONS = Path(__file__).resolve().parents[2] / "corrections"
ROSTER = """创新型产业集群名单
地区 集群名称 建设单位 类型
四川 自贡无人机产业集群 自贡高新区管委会 试点
"""


@pytest.fixture
def options(tmp_path: Path) -> RunOptions:
    (tmp_path / "scans").mkdir()
    corrections = tmp_path / "corrections"
    corrections.mkdir()
    for path in CORRECTIONS.iterdir():
        if path.is_file():
            (corrections / path.name).write_bytes(path.read_bytes())
    return RunOptions(tmp_path / "scans", tmp_path / "out", corrections, jobs=1)


@pytest.fixture
def backend(options: RunOptions) -> Iterator[Backend]:
    with closing(Backend(options)) as made:
        yield made


def put(options: RunOptions, name: str, text: str) -> Path:
    path = options.scans / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_put_into_the_folder_is_read_and_reported(
    options: RunOptions, backend: Backend
) -> None:
    seen: list[PageProgress] = []
    document_id = backend.ingest(put(options, "名单.txt", ROSTER), seen.append)
    assert document_id.startswith("名单-")
    assert seen == [PageProgress(1, 1, PageStatus.OK, None, "名单.txt")]


def test_an_unreadable_file_says_where_to_look(options: RunOptions, backend: Backend) -> None:
    path = options.scans / "坏.pdf"
    path.write_bytes(b"%PDF-1.7 broken")
    with pytest.raises(UnreadableInputError, match="status"):
        backend.ingest(path, lambda _: None)


def test_a_decision_holds_after_a_rebuild_and_reads_no_page(
    options: RunOptions, backend: Backend
) -> None:
    path = put(options, "名单.txt", ROSTER)
    document_id = backend.ingest(path, lambda _: None)
    put(options, "later.txt", ROSTER)
    decision = Decision(
        "2026-07-01T09:00:00+08:00",
        "王小明",
        sha256_hex(path.read_bytes()),
        f"{document_id}/1/clusters/1/cluster_name",
        "自贡无人机产业集群",
        Verdict.EDITED,
        "自贡无人机及通航产业集群",
    )
    append_line(options.corrections / "decisions.jsonl", to_json(decision))
    backend.rebuild(document_id)
    listed = json.loads((options.out / "registry" / "registry.json").read_text(encoding="utf-8"))
    assert "自贡无人机及通航产业集群" in json.dumps(listed, ensure_ascii=False)
    assert not list((options.out / "documents").glob("later-*"))


def test_plain_text_has_no_picture_and_nothing_is_proposed(
    options: RunOptions, backend: Backend
) -> None:
    document_id = backend.ingest(put(options, "名单.txt", ROSTER), lambda _: None)
    assert backend.page_image(document_id, 1) is None
    assert backend.page_image("no-such-document", 1) is None
    assert backend.suggest() == []


MISREAD = """创新型产业集群名单
地区 集群名称 建设单位 类型
四川 自贡天人机产业集群 自贡高新区管委会 试点
四川 自贡天人船产业集群 自贡高新区管委会 试点
四川 自贡天人艇产业集群 自贡高新区管委会 试点
"""


def test_decisions_that_agree_become_a_proposal_with_what_it_can_change(
    options: RunOptions, backend: Backend
) -> None:
    path = put(options, "名单.txt", MISREAD)
    document_id = backend.ingest(path, lambda _: None)
    for row_no, name in ((1, "自贡天人机产业集群"), (2, "自贡天人船产业集群")):
        decision = Decision(
            "2026-07-01T09:00:00+08:00",
            "王小明",
            sha256_hex(path.read_bytes()),
            f"{document_id}/1/clusters/{row_no}/cluster_name",
            name,
            Verdict.EDITED,
            name.replace("天", "无"),
        )
        append_line(options.corrections / "decisions.jsonl", to_json(decision))
    backend.rebuild(document_id)
    found = {entry.read: entry for entry in backend.suggest()}
    proposal = found["天"]
    assert (proposal.meant, proposal.dictionary, proposal.support) == ("无", "confusions.tsv", 2)
    assert [(cell.before, cell.after) for cell in proposal.examples] == [
        ("自贡天人机产业集群", "自贡无人机产业集群"),
        ("自贡天人船产业集群", "自贡无人船产业集群"),
    ]
    assert (proposal.n_cells, proposal.document_ids) == (1, (document_id,))
    backend.adopt(proposal)
    assert "无\t天" in (options.corrections / "confusions.tsv").read_text(encoding="utf-8")
    assert "天" not in {entry.read for entry in backend.suggest()}
