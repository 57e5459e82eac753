"""Items of a letter's list of annexes of which the mark behind the number was lost."""

from __future__ import annotations

import pytest

from tests.extract.kinds.sheets import Page, letter_page, read, records_of, texts

OUTLINE = "创新型产业集群发展规划提纲"


def letter_with(second: str) -> Page:
    """A letter whose list of annexes has this row below its first item."""
    page = letter_page()
    at = next(at for at, line in enumerate(page.lines) if line.text.startswith("附件"))
    below = page.lines[at + 2 :]
    page.y = page.lines[at].upright.y0
    del page.lines[at:]
    page.line(f"附件：1.{OUTLINE}", 260)
    page.line(second, 350)
    page.lines += below
    return page


def annexes(page: Page) -> str:
    (record,) = records_of(read(page), "notices")
    return texts(record)["annexes"]


@pytest.mark.parametrize("second", ["2 创新型产业集群名单", "2创新型产业集群名单"])
def test_an_item_that_lost_the_mark_behind_its_number_is_listed(second: str) -> None:
    assert annexes(letter_with(second)) == f"{OUTLINE};创新型产业集群名单"


@pytest.mark.parametrize(
    "second", ["3 创新型产业集群名单", "1 创新型产业集群名单", "20 家企业名单", "2022年度企业名单"]
)
def test_a_row_that_begins_with_a_number_not_due_is_no_item(second: str) -> None:
    assert annexes(letter_with(second)) == OUTLINE


def test_such_an_item_begins_no_roster() -> None:
    document = read(letter_with("2 创新型产业集群名单"))
    assert [(part.kind, part.page_nos) for part in document.parts] == [("notice", (1,))]
    (record,) = records_of(document, "notices")
    said = texts(record)
    assert (said["issued_on"], said["signed_by"]) == ("2022年4月6日", "江苏省科学技术厅")
    assert document.unplaced == ()
