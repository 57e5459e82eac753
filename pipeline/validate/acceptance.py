"""How likely a cell's text is right, from what the recogniser and the dictionaries say of it.

A small logistic model whose parameters are a reviewed data file (corrections/acceptance.json), one
set per value type; it is fitted by `pipeline.evaluate.fitting`. Each term may push one way only
(`TERMS`), so no parameter file can make a cell more trusted because it was read worse. Which cells
are accepted is decided against the type's threshold.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import msgspec

from pipeline.errors import ConfigurationError
from pipeline.model.document import ValueType

DEFAULT_TYPE = "default"
UNSCORED_THRESHOLD = 0.998
"""Plain text shows no doubt to choose a threshold by: its cells are accepted all or none, by how
often their like is right; this is what is promised of rough scans."""
_LOGIT_LIMIT = 9.0
"""Scores are clipped here: beyond 0.9999 a recogniser's score says nothing more."""
_MARGIN_LIMIT = 12.0


class CellFeatures(msgspec.Struct, frozen=True):
    """What is known of one cell.

    `has_scores` is False where the source knows no scores (plain OCR text); `is_exact` is True
    where characters come from a PDF's own text layer. `lowest_score` is the lowest score of a
    character that clean left as read, `margin` the smallest distance in nats from a chosen
    character to its best alternative, `surprise` minus the summed log score of the characters left
    as read, in nats; `page_score` the mean score of all characters on its page. `agreement`: 1 the
    second reading says the same as the clean text, -1 it says otherwise, 0 there is none.
    `repair_score` is the lowest probability among the corrections that changed characters, None
    when none did.

    What speaks for the text as a whole: it `is_known` (all of it is in a closed vocabulary, or
    arithmetic confirms it), `has_place` (a place of the gazetteer), `has_ending` (ends as its kind
    of name does), `fits_grammar` (a misread digit does so too). What speaks against it: it
    `is_rare` (holds a character outside GB 2312, seldom in a name and often a traditional form that
    the page does not show) or `is_odd` as a whole (see `oddities`, `room`). Of the characters that
    stand in no listed name and no common word, `alone` is the number, `alone_surprise` what
    `surprise` is of all, and `is_alone_disputed` whether a second reading says that one is another.
    """

    value_type: ValueType
    has_scores: bool
    is_exact: bool
    lowest_score: float
    margin: float
    agreement: int
    repair_score: float | None
    length: int
    surprise: float = 0.0
    page_score: float = 1.0
    is_known: bool = False
    has_place: bool = False
    has_ending: bool = False
    fits_grammar: bool = False
    is_rare: bool = False
    is_odd: bool = False
    alone: int = 0
    alone_surprise: float = 0.0
    is_alone_disputed: bool = False

    @property
    def is_supported(self) -> bool:
        """Whether the text stands without any ink.

        A known word does, a place with its ending, and a document number, which misread seldom
        keeps agency, brackets, year and serial; nothing does that is odd.
        """
        if self.is_odd:
            return False
        is_number = self.fits_grammar and self.value_type is ValueType.DOCUMENT_NUMBER
        return self.is_known or is_number or (self.has_place and self.has_ending)


TERMS: Mapping[str, int] = {
    "lowest_score": 1,
    "margin": 1,
    "surprise": -1,
    "page_score": 1,
    "agreement": 1,
    "known": 1,
    "place": 1,
    "ending": 1,
    "grammar": 1,
    "rare": -1,
    "repaired": -1,
    "repair": 1,
    "length": -1,
    "odd": -1,
    "vouched": 1,
    "alone": -1,
    "alone_surprise": -1,
    "alone_dispute": -1,
}
"""Terms of the model in order, and the sign their weight may have."""


class Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Parameters for one value type; `threshold` is the least probability that is accepted."""

    intercept: float
    lowest_score: float
    margin: float
    surprise: float
    page_score: float
    agreement: float
    known: float
    place: float
    ending: float
    grammar: float
    rare: float
    repaired: float
    repair: float
    length: float
    odd: float
    vouched: float
    alone: float
    alone_surprise: float
    alone_dispute: float
    threshold: float


class AcceptanceModel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All parameters, with where they come from.

    `exact` is the probability for text layers, `unscored` and `unscored_supported` those for plain
    text without and with support from a dictionary. `types` must hold `default`.
    """

    version: int
    fitted_on: str
    exact: float
    unscored: float
    unscored_supported: float
    types: Mapping[str, Weights]

    def weights_for(self, value_type: ValueType) -> Weights:
        """The parameters of a type, or the default ones."""
        return self.types.get(value_type.value, self.types[DEFAULT_TYPE])

    def threshold_for(self, features: CellFeatures) -> float:
        """The least probability with which a cell is accepted."""
        if not features.has_scores:
            return UNSCORED_THRESHOLD
        return self.weights_for(features.value_type).threshold


def parse_acceptance(content: bytes) -> AcceptanceModel:
    """Parse corrections/acceptance.json.

    Raises:
        ConfigurationError: When it is empty, not JSON, not of the right shape, or a weight pushes
            the wrong way.
    """
    try:
        model = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"), type=AcceptanceModel)
    except msgspec.DecodeError as error:
        raise ConfigurationError(
            f"corrections/acceptance.json 不可用 (unusable): {error}",
            "请从版本库恢复或重新拟合 (restore it, or fit it again)",
        ) from None
    known = {DEFAULT_TYPE, *(value_type.value for value_type in ValueType)}
    unknown = sorted(set(model.types) - known)
    if DEFAULT_TYPE not in model.types or unknown:
        why = f"未知类型 unknown types: {unknown}" if unknown else "缺少 default (no default)"
        raise ConfigurationError(
            f"corrections/acceptance.json: {why}",
            "类型名须为 default 或值类型 (use default or a value type)",
        )
    for name, weights in model.types.items():
        wrong = [term for term, sign in TERMS.items() if getattr(weights, term) * sign < 0]
        if wrong:
            raise ConfigurationError(
                f"corrections/acceptance.json: {name} 的权重符号不对 wrong sign: {wrong}",
                "请重新拟合 fit it again",
            )
    return model


def terms(features: CellFeatures) -> tuple[float, ...]:
    """Return the values that the weights multiply, in the order of `TERMS`."""
    repair = features.repair_score
    return (
        _logit(features.lowest_score),
        min(features.margin, _MARGIN_LIMIT),
        _in_hundredths(features.surprise),
        _logit(features.page_score),
        float(features.agreement),
        float(features.is_known),
        float(features.has_place),
        float(features.has_ending),
        float(features.fits_grammar),
        float(features.is_rare),
        float(repair is not None),
        _logit(repair) if repair is not None else 0.0,
        math.log(max(features.length, 1)),
        float(features.is_odd),
        float(features.alone == 0),
        math.log1p(features.alone),
        _in_hundredths(features.alone_surprise),
        float(features.is_alone_disputed),
    )


def _in_hundredths(nats: float) -> float:
    return math.log1p(max(nats, 0.0) * 100)


def accept(features: CellFeatures, model: AcceptanceModel) -> float:
    """Return the probability, 0-1, that the cell's text is right."""
    if features.is_exact:
        return model.exact
    if not features.has_scores:
        return model.unscored_supported if features.is_supported else model.unscored
    weights = model.weights_for(features.value_type)
    z = weights.intercept + sum(
        getattr(weights, name) * value for name, value in zip(TERMS, terms(features), strict=True)
    )
    return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, z))))


def _logit(probability: float) -> float:
    if probability <= 0.0:
        return -_LOGIT_LIMIT
    if probability >= 1.0:
        return _LOGIT_LIMIT
    logit = math.log(probability / (1.0 - probability))
    return max(-_LOGIT_LIMIT, min(_LOGIT_LIMIT, logit))
