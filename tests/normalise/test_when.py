from __future__ import annotations

from datetime import date

from pipeline.model.document import ValueType
from pipeline.normalise.when import find_day, newest_day
from tests.normalise.documents import make_part, make_record, shipped_gazetteer

NOTICE = make_record("notices", 1, [("issued_on", ValueType.DATE, "2021年2月26日")], part_no=1)
NUMBERED = make_record(
    "notices", 1, [("doc_no", ValueType.DOCUMENT_NUMBER, "国科火字(2021)45号")], part_no=1
)
LISTING = make_record("clusters", 1, [("region", ValueType.REGION, "北京")], part_no=2)
APPLICATION = make_record(
    "applications", 1, [("signed_on", ValueType.DATE, "2021年3月17日")], part_no=3
)


def test_an_annex_has_the_day_of_the_notice_before_it() -> None:
    parts = [make_part([NOTICE], 1), make_part([LISTING], 2), make_part([APPLICATION], 3)]
    found = find_day(parts[1], parts, {})
    assert found is not None and found.day == date(2021, 2, 26)


def test_the_clean_text_counts_not_the_raw_one() -> None:
    parts = [make_part([NOTICE], 1)]
    texts = {"doc-00000000/1/notices/1/issued_on": "2022年2月26日"}
    found = find_day(parts[0], parts, texts)
    assert found is not None and found.day == date(2022, 2, 26)


def test_a_document_number_gives_the_last_day_of_its_year() -> None:
    parts = [make_part([NUMBERED], 1), make_part([LISTING], 2)]
    found = find_day(parts[1], parts, {})
    assert found is not None and found.day == date(2021, 12, 31)


def test_without_any_date_the_newest_list_is_named() -> None:
    parts = [make_part([LISTING], 2)]
    assert find_day(parts[0], parts, {}) is None
    newest = newest_day(shipped_gazetteer())
    assert newest.day == date(2026, 3, 26)
    assert not newest.is_known
