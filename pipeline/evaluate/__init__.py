"""How right the registry is: truth, scores with intervals, the accept-or-flag fit, made scans.

comparison = evaluate_output(out=Path("extracted"), truth=Path("scans"))
scores = summarise(comparison)
to_rich(scores) / to_markdown(scores) / to_score_json(scores)
"""

from pipeline.evaluate.scoring import Comparison, ScoredCell, compare, evaluate_output
from pipeline.evaluate.summary import Figures, Scores, summarise
from pipeline.evaluate.tables import from_score_json, to_markdown, to_rich, to_score_json

__all__ = [
    "Comparison",
    "Figures",
    "ScoredCell",
    "Scores",
    "compare",
    "evaluate_output",
    "from_score_json",
    "summarise",
    "to_markdown",
    "to_rich",
    "to_score_json",
]
