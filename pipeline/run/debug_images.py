"""Pictures of what was seen on each page: rules, grid, cells, reading order, confidence."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from pipeline.extract.layout import draw_layout
from pipeline.run.options import RunOptions
from pipeline.run.page_images import PageImages
from pipeline.store.files import write_bytes
from pipeline.store.output import OutputFolder


def draw_pages(options: RunOptions, folder: Path) -> int:
    """Write `<document_id>-0001.png` for every page that has pixels; return how many."""
    output, images = OutputFolder(options.out), PageImages(options.scans)
    drawn = 0
    for document_id in output.iter_document_ids():
        manifest = output.read_manifest(document_id)
        if manifest is None:
            continue
        for page_no in range(1, len(manifest.pages) + 1):
            pixels = images.by_name(manifest.source_name, page_no)
            if pixels is None:
                continue
            picture = draw_layout(pixels, output.read_page(document_id, page_no).page)
            buffer = io.BytesIO()
            Image.fromarray(picture).save(buffer, "PNG")
            write_bytes(folder / f"{document_id}-{page_no:04d}.png", buffer.getvalue())
            drawn += 1
    return drawn
