"""Makes the rules that a value of some type must be understandable; one file each names them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.model.document import ValueType
from pipeline.validate.dossier import Dossier
from pipeline.validate.rule import Complaint

NO_COMPLAINT = frozenset({"empty", "not-given"})
"""Reasons that say nothing is there, which is no error of form."""


def check_form(*types: ValueType) -> Callable[[Dossier], Iterator[Complaint]]:
    """Return a check that complains of every value of these types that could not be parsed."""

    def check(dossier: Dossier) -> Iterator[Complaint]:
        for _, value, reading in dossier.cells:
            reason = value.unparsed
            if reading.value_type in types and reason and reason not in NO_COMPLAINT:
                text = dossier.text_of(value.cell_id)
                yield Complaint((value.cell_id,), f"{value.column}“{text}”({reason})")

    return check
