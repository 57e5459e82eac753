from __future__ import annotations

from pipeline.extract.kinds import load_kinds, shipped_kinds
from pipeline.extract.kinds.checking import check_kinds
from pipeline.extract.kinds.drafting import draft_kind
from tests.extract.kinds.sheets import Page, blank_form_pages, read, records_of, texts


def test_a_blank_form_becomes_a_kind_that_loads() -> None:
    pages = [page.reading() for page in blank_form_pages()]
    text = draft_kind(pages, shipped_kinds())
    (kind,) = load_kinds({"draft.yaml": text.encode()})
    assert kind.title == "创新型产业集群评价申请表(表一 基本信息)"
    assert [field.column for field in kind.fields][:4] == [
        "cluster_name",
        "construction_unit",
        "leader_name",
        "leader_title",
    ]
    assert [group.labels for group in kind.groups][:2] == [
        ("集群建设单位",),
        ("集群专业化服务平台机构联系人",),
    ]
    assert len(kind.matrices[0].rows) == 21
    assert [series.labels for series in kind.matrices[0].series] == [
        ("2021年实际数",),
        ("2024年目标数",),
    ]
    assert [column.name for column in kind.tables[0].columns][:2] == ["firm_name", "main_products"]
    assert check_kinds((kind,)) == ()


def test_a_drafted_kind_reads_the_filled_form() -> None:
    blank, filled = Page(), Page()
    rows = [["设备名称", ""], ["生产厂家", ""]]
    for page, answers in ((blank, ["", ""]), (filled, ["离心机", "上海机械厂"])):
        page.centred("大型仪器登记表", 60)
        page.line("登记人：" + ("" if page is blank else "王芳"))
        page.table([[row[0], answer] for row, answer in zip(rows, answers, strict=True)])
    text = draft_kind([blank.reading()], shipped_kinds())
    kinds = load_kinds({"draft.yaml": text.encode()})
    (record,) = records_of(read(filled, kinds=kinds), "new_records")
    assert sorted(texts(record).values()) == ["上海机械厂", "王芳", "离心机"]
