"""高新技术企业占比 = 高新技术企业数 / 集群企业总数."""

from __future__ import annotations

from pipeline.model.finding import Severity
from pipeline.validate.arithmetic import Ratio
from pipeline.validate.rule import Rule
from pipeline.validate.rules.constraints import check_constraints

CONSTRAINTS = (Ratio("hitech_share", "hitech_firms", "firms"),)

RULE = Rule(
    "hitech-share-differs",
    Severity.WARNING,
    "高新技术企业占比不等于高新技术企业数除以企业总数",
    "The share of high-tech firms is not their number divided by all firms",
    check_constraints(*CONSTRAINTS),
)
