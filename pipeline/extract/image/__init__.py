"""Page pixels: orientation, skew, light, stamps, and the transform back to the raw page."""

from pipeline.extract.image.frame import to_raw_box, to_raw_points, to_upright_box
from pipeline.extract.image.options import ImageOptions
from pipeline.extract.image.page import UprightPage
from pipeline.extract.image.straighten import straighten

__all__ = [
    "ImageOptions",
    "UprightPage",
    "straighten",
    "to_raw_box",
    "to_raw_points",
    "to_upright_box",
]
