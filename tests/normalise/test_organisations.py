from __future__ import annotations

import pytest

from pipeline.normalise.organisations import normal_name
from tests.normalise.documents import newest_atlas


@pytest.mark.parametrize(
    ("printed", "full"),
    [
        ("石家庄高新区管委会", "石家庄高新技术产业开发区管理委员会"),
        ("石家庄高新技术产业开发区管理委员会", "石家庄高新技术产业开发区管理委员会"),
        ("包头高新区管委会", "包头稀土高新技术产业开发区管理委员会"),
        ("七台河市科技局", "七台河市科学技术局"),
        ("上海市浦东新区科委", "上海市浦东新区科学技术委员会"),
        ("邯郸经开区", "邯郸经济技术开发区"),
        ("某某经开区管委会", "某某经济技术开发区管理委员会"),
        ("中山市小榄镇人民政府", "中山市小榄镇人民政府"),
        ("惠州产业技术研究院", "惠州产业技术研究院"),
    ],
)
def test_names_are_written_out_in_full(printed: str, full: str) -> None:
    assert normal_name(printed, newest_atlas()) == full


def test_the_full_name_is_its_own_normal_form() -> None:
    atlas = newest_atlas()
    for printed in ("闽东赛岐经开区管委会", "天津经开区管委会", "科技局", "高新区管委会"):
        once = normal_name(printed, atlas)
        assert normal_name(once, atlas) == once
