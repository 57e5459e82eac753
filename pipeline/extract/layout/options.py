"""Every setting of layout reading. Lengths are millimetres on paper, so resolution cancels out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LayoutOptions:
    """How tables and lines are found.

    `page_no` is put into findings. `rule_contrast` is how many gray levels darker than its
    surroundings a rule must be (paper is 255): 22 keeps rules faded to a tenth of black and stays
    above paper grain (measured on worn and photographed pages at 200 dpi).
    """

    page_no: int = 1
    rule_contrast: int = 22
