"""Pictures of cells for the commands that show them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.audit.crop import Cropper


def open_cropper(scans: Path, out: Path) -> Cropper:
    """Return a cropper over the scans, with pages set upright as they were found to lie."""
    from pipeline.audit.crop import Cropper, turns_of
    from pipeline.run.page_images import PageImages
    from pipeline.store.output import OutputFolder

    return Cropper(PageImages(scans).by_name, turns_of(OutputFolder(out)))
