"""Every declared table, in the order in which faces show them."""

from __future__ import annotations

from pipeline.registry.schema.column import TableSchema
from pipeline.registry.schema.entity import ENTITY_TABLES
from pipeline.registry.schema.evidence import EVIDENCE_TABLES
from pipeline.registry.schema.printed import PRINTED_TABLES

DECLARED_TABLES: tuple[TableSchema, ...] = (*PRINTED_TABLES, *ENTITY_TABLES, *EVIDENCE_TABLES)
