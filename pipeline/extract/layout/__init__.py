"""An upright page -> lines, tables with merged cells, tick boxes, balance; tables over pages."""

from pipeline.extract.layout.draw import draw_layout
from pipeline.extract.layout.join import join_tables
from pipeline.extract.layout.layout import Layout
from pipeline.extract.layout.options import LayoutOptions
from pipeline.extract.layout.read import read_layout
from pipeline.extract.layout.reader import ImageLineReader, LineReader, TextLayerReader

__all__ = [
    "ImageLineReader",
    "Layout",
    "LayoutOptions",
    "LineReader",
    "TextLayerReader",
    "draw_layout",
    "join_tables",
    "read_layout",
]
