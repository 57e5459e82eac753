from __future__ import annotations

import pytest

from pipeline.normalise.cells import tidy_text


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
