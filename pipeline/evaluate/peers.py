"""What a user would wire together instead, run on the same pages: the contestants of `bench`.

A program of its own, `python peers.py NAME FOLDER`, which imports nothing of this package: it runs
in the peers' environment (`peers.txt`). Prints one JSON line: what it took, or what is missing.
"""

from __future__ import annotations

import importlib
import io
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Reader = Callable[[Pixels], object]

DPI = 200.0


def iter_pages(folder: Path) -> Iterator[Pixels]:
    """Yield every PDF page under `folder`, rasterised at 200 dpi, RGB."""
    import numpy as np
    import pypdfium2 as pdfium

    for path in sorted(folder.rglob("*.pdf")):
        document = pdfium.PdfDocument(path)
        for page in document:
            bitmap = page.render(scale=DPI / 72, rev_byteorder=True)
            yield np.array(bitmap.to_numpy()[:, :, :3], dtype=np.uint8)


def rapidocr() -> Reader:
    """RapidOCR's own pipeline with its defaults: recognition alone, no tables."""
    from rapidocr import RapidOCR

    engine = RapidOCR()
    return lambda page: engine(page)


def rapidocr_img2table() -> Reader:
    """RapidOCR's text put into img2table's cells."""
    from img2table.ocr import RapidOCR as TableEngine

    return _img2table(TableEngine())


def tesseract_img2table() -> Reader:
    """Tesseract's text put into img2table's cells."""
    from img2table.ocr import TesseractOCR

    return _img2table(TesseractOCR(n_threads=2, lang="chi_sim"))


def _img2table(engine: object) -> Reader:
    for needed in ("bs4", "cv2.ximgproc"):  # asked for only when a page is read
        importlib.import_module(needed)
    from img2table.document import Image as TableImage
    from PIL import Image

    def read(page: Pixels) -> object:
        buffer = io.BytesIO()
        Image.fromarray(page).save(buffer, "BMP")
        return TableImage(buffer.getvalue()).extract_tables(ocr=engine, borderless_tables=False)

    return read


PEERS: dict[str, Callable[[], Reader]] = {
    "rapidocr": rapidocr,
    "rapidocr+img2table": rapidocr_img2table,
    "tesseract+img2table": tesseract_img2table,
}


def _cpu_seconds() -> float:
    """CPU of this process and of the programs it called (Tesseract is one)."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def measure(name: str, folder: Path) -> dict[str, float | str]:
    """Read all pages with one peer; its start is not timed."""
    try:
        read = PEERS[name]()
        pages = list(iter_pages(folder))
    except (ImportError, OSError) as error:
        return {"missing": str(error)}
    cpu, started = _cpu_seconds(), time.monotonic()
    for page in pages:
        read(page)
    return {
        "seconds": round(time.monotonic() - started, 3),
        "cpu_seconds": round(_cpu_seconds() - cpu, 3),
        "pages": len(pages),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))) + "\n")
