from __future__ import annotations

import pytest

from pipeline.model.document import ValueType
from pipeline.normalise.cells import parse_cell, tidy_text


@pytest.mark.parametrize(
    ("printed", "tidy"),
    [
        ("创新型产业集群发展规划 (2021-2023) 提纲", "创新型产业集群发展规划（2021-2023）提纲"),
        ("导航(GPS)终端", "导航（GPS）终端"),
        ("各省科技厅（委、局):", "各省科技厅（委、局）："),
        ("E-mail: a@b.cn", "E-mail: a@b.cn"),
        ("《办法》（国科发火[2013〕230号）", "《办法》（国科发火〔2013〕230号）"),
        ("《指引》(国科火字 (2020) 183号)", "《指引》（国科火字〔2020〕183号）"),
        ("集群规划（2020）已报送", "集群规划（2020）已报送"),
    ],
)
def test_signs_stand_as_chinese_print_sets_them(printed: str, tidy: str) -> None:
    assert tidy_text(printed) == tidy


@pytest.mark.parametrize(
    ("printed", "region"),
    [
        ("北京（3个）", "北京"),
        ("新疆生产建设兵团(1家)", "新疆生产建设兵团"),
        ("天津市 （共2家）", "天津市"),
    ],
)
def test_a_region_states_its_rows_beside_its_name(printed: str, region: str) -> None:
    parsed = parse_cell("region", ValueType.REGION, printed)
    assert parsed.value == region
    assert parsed.evidence is not None
