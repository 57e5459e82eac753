"""How well one row's names fit a province: what tells which region label covers the row."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property

from pipeline.clean.contest import log_sum
from pipeline.clean.draft import Draft
from pipeline.clean.evidence import WINDOW
from pipeline.clean.fields import anchor
from pipeline.clean.lexicon import NATION
from pipeline.clean.places import PlaceFinder


class RowPlaces:
    """How well one row's names fit a province, for settling which label covers the row."""

    def __init__(self, drafts: Sequence[Draft], finder: PlaceFinder) -> None:
        """Keep the row's names; provinces are weighed when asked for."""
        self._drafts = [draft for draft in drafts if draft.text]
        self._finder = finder
        self._scores: dict[str, float] = {}

    @cached_property
    def _is_listed(self) -> list[bool]:
        lexicon = self._finder.lexicon
        return [anchor(draft, lexicon, NATION).is_anchored for draft in self._drafts]

    def score(self, province: str | None) -> float:
        """Log likelihood ratio of the row's names in the province against names of no list."""
        if province is None:
            return 0.0
        if province not in self._scores:
            self._scores[province] = sum(
                self._field_score(draft, is_listed, province)
                for draft, is_listed in zip(self._drafts, self._is_listed, strict=True)
            )
        return self._scores[province]

    def _field_score(self, draft: Draft, is_listed: bool, province: str) -> float:
        field = anchor(draft, self._finder.lexicon, province)
        unknown = field.outlook().unknown
        if field.anchors:
            base = self._finder.channel.of(draft.reading.engine).open_costs(
                draft.glyphs[: field.start + WINDOW]
            )
            return base[0] - base[field.start] + math.log(field.anchors[0].prior)
        if is_listed:
            return math.log(unknown)
        evidence = self._finder.evidence(field)
        terms = [math.log((1 - unknown) * fit.name.prior) + fit.ratio for fit in evidence.fits]
        return log_sum([math.log(unknown), *terms])

    def explain(self, label: str, province: str | None) -> str:
        """Name the places that spoke for a label, in words for a clerk."""
        fields = [anchor(d, self._finder.lexicon, province or NATION) for d in self._drafts]
        names = [name.text for field in fields for name in field.anchors]
        if names:
            return f"{'、'.join(dict.fromkeys(names))} 属{label} lies there"
        return "上下行之间，本行无已知地名 between its neighbours, no listed place"
