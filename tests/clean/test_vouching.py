"""Characters of a finished name that no list and no common word vouches for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean import Dictionaries, clean_document
from pipeline.model.correction import CleanReading

from .conftest import roster


def names(dictionaries: Dictionaries, region: str, name: str, unit: str) -> list[CleanReading]:
    document = roster([(region, name, unit, "试点")])
    return list(clean_document(document, dictionaries).readings[1:3])


@pytest.mark.parametrize(
    ("region", "name", "alone"),
    [
        ("宁夏", "银川茧丝绸创新型产业集群", ""),
        ("宁夏", "银川董丝绸创新型产业集群", "董"),
        ("宁夏", "张家塬茧丝绸创新型产业集群", "张家塬"),
        ("湖北", "省（自治区）直辖县级茧丝绸产业集群", ""),
        ("宁夏", "银川产业集群", ""),
    ],
)
def test_what_belongs_to_no_place_ending_or_word_stands_alone(
    dictionaries: Dictionaries, region: str, name: str, alone: str
) -> None:
    cleaned, _ = names(dictionaries, region, name, "银川市科技局")
    assert cleaned.text_clean == name
    assert cleaned.alone is not None
    assert "".join(name[at] for at in cleaned.alone) == alone


def test_cells_of_closed_lists_are_not_asked(dictionaries: Dictionaries) -> None:
    document = roster([("宁夏", "银川茧丝绸产业集群", "银川市科技局", "试点")])
    region, _, unit, cluster_type = clean_document(document, dictionaries).readings
    assert (region.alone, unit.alone, cluster_type.alone) == (None, (), None)


def test_a_covered_row_takes_it_over_with_the_text(dictionaries: Dictionaries) -> None:
    row = ("宁夏", "银川董丝绸产业集群", "银川市科技局", "试点")
    document = roster([row, row])
    source, covered = (record.readings[1] for record in document.parts[0].records)
    object.__setattr__(covered, "inherited_from", source.cell_id)
    readings = clean_document(document, dictionaries).readings
    assert readings[1].alone == (2,)
    assert readings[5].alone == (2,)


@given(st.text("银川高新区茧丝绸董产业集群 ，1a", max_size=14))
def test_it_names_characters_of_the_text_in_order(dictionaries: Dictionaries, name: str) -> None:
    cleaned, _ = names(dictionaries, "宁夏", name, "银川市科技局")
    if cleaned.alone is not None:
        assert list(cleaned.alone) == sorted(set(cleaned.alone))
        assert all(0 <= at < len(cleaned.text_clean) for at in cleaned.alone)
