from collections.abc import Sequence

from pipeline.extract.ingest.raw_page import RawPage
from pipeline.extract.ocr.engine import Image, RecognisedText
from pipeline.extract.page import read_page
from pipeline.model.geometry import Box
from tests.extract.pictures import MarkReader, roster


class FaintLineEngine:
    """Sees one line where nothing is printed, and reads every crop as a mark."""

    name = "marks"
    fingerprint = "marks"

    def detect(self, image: Image) -> list[Box]:
        return [Box(200, 1500, 600, 1540)]

    def recognise(self, crops: Sequence[Image]) -> list[RecognisedText]:
        return MarkReader().read_lines([Box(0, 0, crop.shape[1], 1) for crop in crops])


def test_findings_name_the_page_they_stand_on() -> None:
    pixels = roster()
    raw = RawPage(3, pixels.shape[1], pixels.shape[0], 200.0, pixels)
    page = read_page(raw, FaintLineEngine)
    assert [finding.slug for finding in page.findings] == ["faint-print"]
    assert [region.page_no for finding in page.findings for region in finding.regions] == [3]
