from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations

from pipeline.registry.assemble import assemble, known_cluster_ids
from pipeline.registry.entities.block import MAX_BLOCK
from pipeline.registry.registry import EntityDecision, Registry, StagedDocument
from pipeline.registry.specimen import MadeCell, MadeRecord, made_document

Listing = tuple[str, str]
"""(cluster name, construction unit)."""


def roster(
    year: int, *listings: Listing, city: str = "邯郸市", code: str = "130400"
) -> StagedDocument:
    notice = MadeRecord("notices", (MadeCell("issued_on", f"{year}-03-01"),))
    records = [
        MadeRecord(
            "clusters",
            (
                MadeCell("region_code", f"{code[:2]}0000"),
                MadeCell("city", city),
                MadeCell("city_code", code),
                MadeCell("cluster_name", name),
                MadeCell("construction_unit", unit),
            ),
        )
        for name, unit in listings
    ]
    return made_document(f"roster-{year}", "roster", (notice, *records))


def cluster_ids(registry: Registry) -> dict[str, str]:
    """name and year of document -> cluster_id."""
    table = registry.table("cluster_members")
    at = table.schema.position
    return {
        f"{row[at('cluster_name')]}@{row[at('year')]}": row[at("cluster_id")] for row in table.rows
    }


def record_id(year: int, row_no: int = 1) -> str:
    return f"{roster(year).reading.document_id}/1/clusters/{row_no}"


def test_one_cluster_over_years_under_two_names() -> None:
    registry = assemble(
        [
            roster(2021, ("邯郸氢能产业集群", "邯郸高新区管委会")),
            roster(2024, ("邯郸高新区氢能创新型产业集群", "邯郸高新技术产业开发区管理委员会")),
        ]
    )
    table = registry.table("cluster_entities")
    assert len(table.rows) == 1
    row = dict(zip(table.schema.column_names, table.rows[0], strict=True))
    assert row["names"] == "2021:邯郸氢能产业集群;2024:邯郸高新区氢能创新型产业集群"
    assert (row["first_year"], row["last_year"], row["n_members"]) == ("2021", "2024", "2")
    assert row["listings"] == f"{record_id(2021)};{record_id(2024)}"
    members = registry.table("cluster_members")
    later = dict(zip(members.schema.column_names, members.rows[1], strict=True))
    assert later["matched_with"] == record_id(2021)
    assert later["evidence"] == "same-industry +5;same-city +3;same-unit +3"


def test_an_application_joins_the_listing_it_speaks_of() -> None:
    application = made_document(
        "form",
        "application",
        (
            MadeRecord(
                "applications",
                (
                    MadeCell("cluster_name", "邯郸氢能创新型产业集群"),
                    MadeCell("construction_unit", "邯郸高新区管委会"),
                ),
            ),
        ),
    )
    registry = assemble([roster(2021, ("邯郸氢能产业集群", "邯郸高新区管委会")), application])
    assert len(registry.table("cluster_entities").rows) == 1


def test_two_rows_of_one_list_stay_two_clusters() -> None:
    registry = assemble(
        [
            roster(2021, ("邯郸氢能产业集群", "甲管委会"), ("邯郸高新区氢能产业集群", "甲管委会")),
            roster(2024, ("邯郸氢能产业集群", "甲管委会")),
        ]
    )
    ids = cluster_ids(registry)
    assert ids["邯郸氢能产业集群@2021"] == ids["邯郸氢能产业集群@2024"]
    assert ids["邯郸氢能产业集群@2021"] != ids["邯郸高新区氢能产业集群@2021"]


def test_thin_evidence_is_left_undecided_and_shown() -> None:
    registry = assemble(
        [
            roster(2021, ("邯郸现代轨道交通装备产业集群", "邯郸高新区管委会")),
            roster(2024, ("邯郸先进轨道交通装备产业集群", "邯郸高新区管委会")),
        ]
    )
    assert len(registry.table("cluster_entities").rows) == 2
    status = registry.table("cluster_entities").schema.position("status")
    assert {row[status] for row in registry.table("cluster_entities").rows} == {"review"}
    match = registry.table("cluster_matches").rows[0]
    assert match[:2] == (record_id(2021), record_id(2024))
    assert match[4:] == ("undecided", "7", "alike-industry +1;same-city +3;same-unit +3", "")


def decision(left: Listing, right: Listing, *, is_same: bool) -> EntityDecision:
    return EntityDecision(record_id(2021), left[0], record_id(2024), right[0], is_same, "李")


def test_a_persons_word_joins_and_parts() -> None:
    left, right = ("邯郸钢铁产业集群", "甲"), ("邯郸新材料产业集群", "乙")
    documents = [roster(2021, left), roster(2024, right)]
    joined = assemble(documents, decisions=[decision(left, right, is_same=True)])
    assert len(joined.table("cluster_entities").rows) == 1
    assert joined.table("cluster_matches").rows[0][4] == "same"

    twin = ("邯郸钢铁产业集群", "甲")
    documents = [roster(2021, left), roster(2024, twin)]
    parted = assemble(documents, decisions=[decision(left, twin, is_same=False)])
    assert len(parted.table("cluster_entities").rows) == 2
    assert parted.table("cluster_matches").rows[0][4] == "different"


def test_a_decision_on_other_names_is_a_conflict_and_not_applied() -> None:
    left, right = ("邯郸钢铁产业集群", "甲"), ("邯郸新材料产业集群", "乙")
    stale = decision(("邯郸钢铗产业集群", "甲"), right, is_same=True)
    registry = assemble([roster(2021, left), roster(2024, right)], decisions=[stale])
    assert len(registry.table("cluster_entities").rows) == 2
    assert registry.table("cluster_matches").rows[0][4] == "conflict"
    assert registry.table("findings").rows[0][2] == "entity-decision-conflict"


def test_a_decision_on_a_row_that_is_gone_is_told() -> None:
    left = ("邯郸钢铁产业集群", "甲")
    orphan = decision(left, left, is_same=True)
    registry = assemble([roster(2021, left)], decisions=[orphan])
    assert registry.table("findings").rows[0][2] == "entity-decision-orphan"


def test_ids_stay_when_later_documents_are_added() -> None:
    first = roster(2021, ("邯郸氢能产业集群", "甲管委会"), ("邯郸钢铁产业集群", "乙管委会"))
    later = roster(2024, ("邯郸高新区氢能产业集群", "甲管委会"), ("邯郸陶瓷产业集群", "丙"))
    before, after = cluster_ids(assemble([first])), cluster_ids(assemble([first, later]))
    assert after.items() >= before.items()


def test_known_ids_stay_when_an_earlier_document_under_another_name_is_added() -> None:
    later = roster(2024, ("邯郸高新区氢能产业集群", "甲管委会"))
    earlier = roster(2019, ("邯郸氢能产业集群", "甲管委会"))
    registry = assemble([later])
    kept = assemble([earlier, later], known_ids=known_cluster_ids(registry))
    assert set(cluster_ids(kept).values()) == set(cluster_ids(registry).values())
    assert assemble([earlier, later], known_ids=known_cluster_ids(kept)) == kept


def test_a_place_with_too_many_clusters_is_told_and_equal_names_still_meet() -> None:
    size = MAX_BLOCK // 2 + 1
    names = [chr(0x4E00 + i // 300) + chr(0x6E00 + i % 300) for i in range(2 * size)]
    first = roster(2021, *((f"邯郸{name}产业集群", "甲") for name in names[:size]))
    later = roster(2024, *((f"邯郸{name}产业集群", "甲") for name in names[size - 1 :]))
    registry = assemble([first, later])
    assert registry.table("findings").rows[0][2] == "entity-block-too-large"
    assert len(registry.table("cluster_entities").rows) == 2 * size


GOODS = (
    *("钢铁", "氢能", "稀土永磁", "生物医药", "集成电路"),
    *("特种陶瓷", "汽车电子", "精细化工", "数控机床", "液压元件"),
)
CITIES = (("邯郸市", "130400"), ("保定市", "130600"), ("沧州市", "130900"), ("常州市", "320400"))


def renamed(name: str, unit: str, dice: random.Random) -> Listing:
    """The same cluster as a later list may print it."""
    changes = dice.sample(range(4), k=dice.randint(1, 2))
    if 0 in changes:
        name = name.replace("创新型产业集群", "产业集群")
    if 1 in changes:
        name = name[:2] + "高新区" + name[2:]
    if 2 in changes:
        unit = unit.replace("高新区管委会", "高新技术产业开发区管理委员会")
    if 3 in changes:
        unit = f"{name[:2]}市科学技术局"
    return name, unit


def made_years(seed: int) -> tuple[list[StagedDocument], Sequence[tuple[str, str]]]:
    """Two lists a city of which the second renames every cluster; and the true pairs."""
    dice = random.Random(seed)
    documents, truth = [], []
    for number, (city, code) in enumerate(CITIES):
        first = [(f"{city[:2]}{goods}创新型产业集群", f"{city[:2]}高新区管委会") for goods in GOODS]
        second = [renamed(name, unit, dice) for name, unit in first]
        documents += [
            roster(2020 + number, *first, city=city, code=code),
            roster(2030 + number, *second, city=city, code=code),
        ]
        truth += [
            (record_id(2020 + number, row_no), record_id(2030 + number, row_no))
            for row_no in range(1, len(GOODS) + 1)
        ]
    return documents, truth


def test_made_renamings_are_joined_rightly_or_left_to_a_person() -> None:
    joined_shares = []
    for seed in range(5):
        documents, truth = made_years(seed)
        registry = assemble(documents)
        joined: dict[str, list[str]] = {}
        for member, cluster_id in known_cluster_ids(registry).items():
            joined.setdefault(cluster_id, []).append(member)
        found = {frozenset(pair) for ids in joined.values() for pair in combinations(ids, 2)}
        undecided = {frozenset(row[:2]) for row in registry.table("cluster_matches").rows}
        true = {frozenset(pair) for pair in truth}
        assert found <= true
        assert true - found <= undecided
        joined_shares.append(len(found & true) / len(true))
    assert min(joined_shares) > 0.8
