"""Rows of cluster_entities, cluster_members and cluster_matches, and findings about matching."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipeline.model.finding import Finding, Severity
from pipeline.model.value import CellStatus
from pipeline.registry.entities.partition import Link
from pipeline.registry.entities.resolve import ClusterEntity, Member, Resolution
from pipeline.registry.registry import EntityDecision, Row, decimal_text, join_list


def entity_rows(resolution: Resolution) -> tuple[Row, ...]:
    """Return `cluster_entities`, ordered by cluster_id."""
    cluster_ids = resolution.cluster_ids()
    open_with: dict[str, list[str]] = {}
    for link in resolution.undecided:
        left, right = cluster_ids[link.left.record_id], cluster_ids[link.right.record_id]
        open_with.setdefault(left, []).append(right)
        open_with.setdefault(right, []).append(left)
    return tuple(
        _entity_row(entity, sorted(open_with.get(entity.cluster_id, ())))
        for entity in sorted(resolution.entities, key=lambda entity: entity.cluster_id)
    )


def _entity_row(entity: ClusterEntity, open_with: Sequence[str]) -> Row:
    mentions = [member.mention for member in entity.members]
    years = [mention.year for mention in mentions if mention.year]
    return (
        entity.cluster_id,
        _latest([m.cluster_name for m in mentions]),
        _latest([m.construction_unit for m in mentions]),
        _latest([m.cluster_type for m in mentions]),
        _latest([m.region_code for m in mentions]),
        _latest([m.city_code for m in mentions]),
        _latest([m.county_code for m in mentions]),
        min(years, default=""),
        max(years, default=""),
        _history([(m.year, m.cluster_name) for m in mentions]),
        _history([(m.year, m.construction_unit) for m in mentions]),
        _history([(m.year, m.cluster_type) for m in mentions]),
        *(
            join_list(m.record_id for m in mentions if m.table == table)
            for table in ("clusters", "applications", "recommendations")
        ),
        str(len(mentions)),
        str(CellStatus.REVIEW if open_with else CellStatus.ACCEPTED),
        join_list(open_with),
    )


def _latest(texts: Sequence[str]) -> str:
    """The last text that says anything; mentions come oldest first."""
    return next((text for text in reversed(texts) if text), "")


def _history(dated: Iterable[tuple[str, str]]) -> str:
    """`year:text` (undated: the text alone) wherever the text differs from the one before."""
    history: list[str] = []
    last = ""
    for year, text in dated:
        if text and text != last:
            history.append(f"{year}:{text}" if year else text)
            last = text
    return join_list(history)


def member_rows(resolution: Resolution) -> tuple[Row, ...]:
    """Return `cluster_members`, by cluster and within it from the earliest."""
    return tuple(
        _member_row(entity.cluster_id, member)
        for entity in sorted(resolution.entities, key=lambda entity: entity.cluster_id)
        for member in entity.members
    )


def _member_row(cluster_id: str, member: Member) -> Row:
    mention, link = member.mention, member.link
    return (
        cluster_id,
        mention.table,
        mention.record_id,
        mention.document_id,
        mention.year,
        mention.cluster_name,
        mention.construction_unit,
        mention.cluster_type,
        mention.region_code,
        mention.city_code,
        _other_end(link, mention.record_id) if link else "",
        _weight_text(link),
        join_list(link.evidence) if link else "",
        link.person if link else "",
    )


def _other_end(link: Link, record_id: str) -> str:
    return link.right.record_id if link.left.record_id == record_id else link.left.record_id


def _weight_text(link: Link | None) -> str:
    return decimal_text(link.weight) if link and link.weight is not None else ""


def match_rows(resolution: Resolution) -> tuple[Row, ...]:
    """Return `cluster_matches`: people's decisions first, then open pairs, strongest first."""
    settled = resolution.settled
    decided = [
        *(_decision_row(decision, "same") for decision in settled.same),
        *(_decision_row(decision, "different") for decision in settled.different),
        *(_decision_row(decision, "conflict") for decision in settled.conflicts),
    ]
    pairs = {frozenset(row[:2]) for row in decided}
    undecided = [
        _link_row(link)
        for link in resolution.undecided
        if frozenset((link.left.record_id, link.right.record_id)) not in pairs
    ]
    return (*decided, *undecided)


def _decision_row(decision: EntityDecision, word: str) -> Row:
    return (
        decision.left_record_id,
        decision.right_record_id,
        decision.left_name,
        decision.right_name,
        word,
        "",
        "",
        decision.person,
    )


def _link_row(link: Link) -> Row:
    return (
        link.left.record_id,
        link.right.record_id,
        link.left.cluster_name,
        link.right.cluster_name,
        "undecided",
        _weight_text(link),
        join_list(link.evidence),
        "",
    )


def entity_findings(resolution: Resolution) -> Iterator[Finding]:
    """Yield what a person should know about matching."""
    for decision in resolution.settled.conflicts:
        yield Finding(
            "entity-decision-conflict",
            Severity.WARNING,
            f"{decision.person} 的判定未采用，名称已变："
            f"{decision.left_name} / {decision.right_name} "
            "a decision on two clusters was not applied: their names read differently now",
        )
    for decision in resolution.settled.orphans:
        yield Finding(
            "entity-decision-orphan",
            Severity.WARNING,
            f"{decision.person} 的判定未采用，记录已不存在：{decision.left_record_id} / "
            f"{decision.right_record_id} a decision on two clusters was not applied: a row is gone",
        )
    for group in resolution.large_blocks:
        yield Finding(
            "entity-block-too-large",
            Severity.WARNING,
            f"“{group}” 下集群过多，未逐一比对改名；请人工核对 too many clusters share {group!r}; "
            "renamed ones were not searched for there: check by hand",
        )
