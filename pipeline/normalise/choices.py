"""Values out of a closed set: cluster type, application status, seal."""

from __future__ import annotations

import re

from pipeline.normalise.parsed import EMPTY, Parsed, failed
from pipeline.normalise.width import half_width, same_brackets, without_space

PILOT, CULTIVATED = "试点", "培育"
FIRST, AGAIN = "初次申请", "再次申请"
_TICKED = "☑√■✓✔●☒▣◉"
_UNTICKED = "□○◯◻☐"
_OPTION = re.compile(rf"([{_TICKED}{_UNTICKED}]?)(初次|再次)(?:申请)?([{_TICKED}](?!初次|再次)|)")


def parse_cluster_type(text: str) -> Parsed:
    """Return 试点 or 培育: 试点（培育）, 培育, [培育] are all 培育."""
    folded = same_brackets(half_width(without_space(text))).replace("（", "").replace("）", "")
    folded = folded.removesuffix("集群").removesuffix("类")
    if not folded:
        return EMPTY
    if folded in (CULTIVATED, PILOT + CULTIVATED, CULTIVATED + PILOT):
        return Parsed(CULTIVATED)
    return Parsed(PILOT) if folded == PILOT else failed("unknown-cluster-type")


def parse_application_status(text: str) -> Parsed:
    """Return 初次申请 or 再次申请: the option that stands alone, or the one that is ticked."""
    folded = without_space(text)
    if not folded:
        return EMPTY
    options = _OPTION.findall(folded)
    if not options or _OPTION.sub("", folded).strip("、，,;；/|"):
        return failed("unknown-status")
    ticked = [name for before, name, after in options if (before + after).strip(_UNTICKED)]
    if not ticked and len(options) == 1 and not options[0][0]:
        ticked = [options[0][1]]
    if len(ticked) != 1:
        return failed("tick-many" if ticked else "tick-none")
    return Parsed(ticked[0] + "申请")


def parse_presence(text: str) -> Parsed:
    """Return `true` or `false`."""
    folded = without_space(text).lower()
    if not folded:
        return EMPTY
    if folded in ("有", "是", "true", "present", "yes", "1"):
        return Parsed("true")
    if folded in ("无", "否", "false", "absent", "no", "0"):
        return Parsed("false")
    return failed("presence-unclear")
