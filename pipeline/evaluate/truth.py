"""What really stands on a page: the truth files that scans are scored against.

Decides how truth is read and written: `<name>.truth.json` beside the scan and the roster CSV
(`region,cluster,unit,type`). Names of fields are those of the files, as printed on the page; a
merged region is repeated on every row that it covers. Truth is never written over a result.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field

import msgspec

from pipeline.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One row of a roster, as printed."""

    region: str
    cluster: str
    unit: str
    type: str


@dataclass(frozen=True, slots=True)
class LeaderRow:
    """One row of 表三: a leading firm."""

    firm: str
    product: str
    revenue: str


@dataclass(frozen=True, slots=True)
class RecommendedRow:
    """One cluster of a recommendation letter."""

    cluster: str
    unit: str


@dataclass(frozen=True, slots=True)
class Subsection:
    """A second-level section of a plan."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A first-level section of a plan."""

    title: str
    text: str
    children: tuple[Subsection, ...] = ()


@dataclass(frozen=True, slots=True)
class ApplicationFields:
    """表一 to 表三 as filled in; `indicators` by year, then by slug; "" where left empty."""

    cluster: str
    leader: str
    leader_title: str
    unit: str
    address: str
    postcode: str
    contact: str
    contact_title: str
    department: str
    mobile: str
    fax: str
    email: str
    service_org: str
    service_name: str
    service_title: str
    service_mobile: str
    service_fax: str
    service_email: str
    overview: str
    status: str
    signed: str
    indicators: dict[str, dict[str, str]] = field(default_factory=dict)
    leaders: tuple[LeaderRow, ...] = ()


@dataclass(frozen=True, slots=True)
class NoticeFields:
    """What a notice says; dates in ISO 8601, the second phone with its area code."""

    issuer: str
    doc_no: str
    date: str
    title: str
    deadline: str
    phones: tuple[str, ...]
    fax: str
    email: str
    address: str
    postcode: str
    annexes: tuple[str, ...]
    salutation: str
    disclosure: str


@dataclass(frozen=True, slots=True)
class PlanFields:
    """A development plan with its sections in printed order."""

    cluster: str
    unit: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class RecommendationFields:
    """A recommendation letter."""

    sender: str
    doc_no: str
    region: str
    addressee: str
    issued_on: str
    clusters: tuple[RecommendedRow, ...]


@dataclass(frozen=True, slots=True)
class RosterTruth:
    """Truth of a roster; `style` is the name of its table style."""

    kind: str
    style: str
    roster: tuple[RosterRow, ...]


@dataclass(frozen=True, slots=True)
class ApplicationTruth:
    """Truth of a filled application form."""

    kind: str
    fields: ApplicationFields


@dataclass(frozen=True, slots=True)
class NoticeTruth:
    """Truth of a notice, with its annexed roster (empty when it has none)."""

    kind: str
    fields: NoticeFields
    roster: tuple[RosterRow, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanTruth:
    """Truth of a development plan."""

    kind: str
    fields: PlanFields


@dataclass(frozen=True, slots=True)
class RecommendationTruth:
    """Truth of a recommendation letter."""

    kind: str
    fields: RecommendationFields


Truth = RosterTruth | ApplicationTruth | NoticeTruth | PlanTruth | RecommendationTruth


@dataclass(frozen=True, slots=True)
class _Head:
    kind: str


def read_truth(data: bytes, name: str) -> Truth:
    """Read one truth file; `name` is only for the message.

    Raises:
        ConfigurationError: When the file is not JSON, or not of a known kind and shape.
    """
    models: dict[str, type[Truth]] = {
        "roster": RosterTruth,
        "application": ApplicationTruth,
        "notice": NoticeTruth,
        "plan": PlanTruth,
        "recommendation": RecommendationTruth,
    }
    try:
        kind = msgspec.json.decode(data, type=_Head).kind
        if kind not in models:
            raise ConfigurationError(
                f"{name}：未知的文种 unknown kind {kind!r}",
                "请改为 use one of: " + ", ".join(models),
            )
        return msgspec.json.decode(data, type=models[kind])
    except msgspec.DecodeError as error:
        raise ConfigurationError(
            f"{name}：真值文件格式不对 truth file is malformed: {error}",
            "请对照样例修改 compare it with a sample *.truth.json",
        ) from error


def read_roster_csv(data: bytes, name: str) -> RosterTruth:
    """Read a roster truth CSV with the columns region, cluster, unit, type.

    Raises:
        ConfigurationError: When a column is missing.
    """
    reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    columns = ("region", "cluster", "unit", "type")
    missing = [column for column in columns if column not in (reader.fieldnames or ())]
    if missing:
        raise ConfigurationError(
            f"{name}：缺少列 missing columns {', '.join(missing)}",
            "请补全表头 give it the header region,cluster,unit,type",
        )
    rows = tuple(RosterRow(*(row[column] for column in columns)) for row in reader)
    return RosterTruth("roster", "unknown", rows)


def to_truth_json(truth: Truth) -> bytes:
    """Return the bytes of a truth file, in the order of its dataclass, indented for people."""
    return msgspec.json.format(msgspec.json.encode(truth), indent=1) + b"\n"
