"""A cluster type is neither 试点 nor 培育."""

from __future__ import annotations

from pipeline.model.document import ValueType
from pipeline.model.finding import Severity
from pipeline.validate.rule import Rule
from pipeline.validate.rules.malformed import check_form

RULE = Rule(
    "cluster-type-unknown",
    Severity.WARNING,
    "集群类型既非试点也非培育",
    "A cluster type is neither 试点 nor 培育",
    check_form(ValueType.CLUSTER_TYPE),
)
