from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from pipeline.evaluate.maker.places import Place, Zone, read_places

DATA = Path(__file__).parent / "data"


def test_counties_know_their_prefecture_and_dead_codes_are_left_out() -> None:
    places = read_places(DATA)
    assert places.provinces == ("山西", "吉林", "上海")
    assert Place("山西", "晋中市", "榆次区", "榆次", 3) in places.places["山西"]
    assert "榆社县" not in [place.name for place in places.places["山西"]]


def test_district_of_a_municipality_has_the_municipality_as_its_city() -> None:
    assert read_places(DATA).places["上海"] == (Place("上海", "上海市", "浦东新区", "浦东新区", 3),)


def test_zones_are_named_as_lists_print_them() -> None:
    zones = read_places(DATA).zones
    assert zones["山西"] == (Zone("山西", "太原市", "太原高新区"),)
    assert zones["上海"] == (Zone("上海", "上海市", "张江高科技园区"),)


def test_missing_gazetteer_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"regions\.csv"):
        read_places(tmp_path)
