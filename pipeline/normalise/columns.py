"""Which values each output table has and in which order, derived ones included.

Readings of other columns (a printed 序号, a remark) follow after these, so nothing read is lost.
Columns added later stand at the end.
"""

from __future__ import annotations

from functools import lru_cache

REGION_COLUMNS = ("region_code", "city", "city_code", "county", "county_code")
"""Derived from region, unit and name together; right after the region where there is one."""

TABLE_COLUMNS: dict[str, tuple[str, ...]] = {
    "clusters": (
        "region",
        *REGION_COLUMNS,
        "cluster_name",
        "construction_unit",
        "cluster_type",
        "construction_unit_full",
    ),
    "notices": (
        "issuer",
        "doc_no",
        "title",
        "issued_on",
        "deadline",
        "contacts",
        "phones",
        "fax",
        "email",
        "address",
        "postcode",
        "annexes",
        "disclosure",
    ),
    "applications": (
        "cluster_name",
        "construction_unit",
        "leader_name",
        "leader_title",
        "address",
        "postcode",
        "contact_department",
        "contact_name",
        "contact_title",
        "contact_mobile",
        "contact_fax",
        "contact_email",
        "service_org",
        "service_name",
        "service_title",
        "service_mobile",
        "service_fax",
        "service_email",
        "overview",
        "application_status",
        "signed_on",
        "seal_present",
        "construction_unit_full",
        *REGION_COLUMNS,
    ),
    "indicators": ("unit", "year", "value", "value_yuan"),
    "leading_firms": (
        "firm_name",
        "main_products",
        "revenue",
        "revenue_unit",
        "revenue_year",
        "revenue_yuan",
    ),
    "plans": ("section_no", "level", "title", "text"),
    "recommendations": (
        "sender",
        "region",
        "cluster_name",
        "construction_unit",
        "issued_on",
        "construction_unit_full",
        *REGION_COLUMNS,
    ),
}

MONEY_COLUMNS = {
    "indicators": ("value", "unit", "value_yuan"),
    "leading_firms": ("revenue", "revenue_unit", "revenue_yuan"),
}
"""Table -> (column of the amount, column of its unit, derived column in yuan)."""


@lru_cache(maxsize=1 << 10)
def in_order(table: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns present in the order of their table, unknown ones last as they came.

    A table of a custom kind keeps its own order, with what is derived from its region behind it.
    """
    known = TABLE_COLUMNS.get(table)
    if known is None:
        derived = [column for column in columns if column in REGION_COLUMNS]
        own = [column for column in columns if column not in REGION_COLUMNS]
        at = own.index("region") + 1 if "region" in own else len(own)
        return *own[:at], *derived, *own[at:]
    rest = [column for column in columns if column not in known]
    return *(column for column in known if column in columns), *rest
