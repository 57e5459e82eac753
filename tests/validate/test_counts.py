from __future__ import annotations

import pytest

from pipeline.normalise import normalise_document
from pipeline.validate.counts import iter_stated_counts
from pipeline.validate.dossier import open_dossier
from tests.normalise.documents import clean_as_read, shipped_gazetteer
from tests.validate.rule_examples import document, listing


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("创新型产业集群名单（共109个）", [(109, None)]),
        ("现将109个创新型产业集群名单予以公布", [(109, None)]),
        ("合计：48家", [(48, None)]),
        ("其中试点61个、培育48个集群", [(61, "试点"), (48, "培育")]),
        ("共有集群企业192家", []),
        ("共推荐4个创新型产业集群", [(4, None)]),
        ("2021年创新型产业集群", []),
        ("电话010-88656265", []),
        ("集群营业收入达到900.5亿元", []),
    ],
)
def test_stated_counts(line: str, counts: list[tuple[int, str | None]]) -> None:
    assert counts_of(line) == counts


def test_a_total_and_its_count_may_stand_in_two_cells() -> None:
    assert counts_of("合 计", "6家") == [(6, None)]


def counts_of(*lines: str) -> list[tuple[int, str | None]]:
    reading = document(listing(1), lines=list(lines))
    clean = clean_as_read(reading)
    normal = normalise_document(reading, clean, shipped_gazetteer())
    found = iter_stated_counts(open_dossier(reading, clean, normal))
    return [(count.count, count.of_type) for count in found]
