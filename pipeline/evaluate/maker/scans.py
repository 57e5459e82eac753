"""From a drawn document to scans of it: typeset once, worn once per profile, truth beside each."""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import numpy as np
from PIL import Image

from pipeline.errors import UsageError
from pipeline.evaluate.maker import marks, wear
from pipeline.evaluate.maker.blocks import Sheet
from pipeline.evaluate.maker.documents import DRILL, KINDS, Drawn, draw_document
from pipeline.evaluate.maker.flowables import print_with_reportlab
from pipeline.evaluate.maker.html import print_with_chromium
from pipeline.evaluate.maker.looks import ROSTER_STYLES
from pipeline.evaluate.maker.paper import MASTER_DPI, draw_marks, picture_pages
from pipeline.evaluate.maker.places import Places, read_places
from pipeline.evaluate.maker.profiles import PROFILES, Profile
from pipeline.evaluate.maker.wear import Pixels
from pipeline.evaluate.truth import to_truth_json

BORN_DIGITAL = "born-digital"
"""Profile name for the printed PDF itself, with its text layer."""

RENDERERS: dict[str, Callable[[Sheet, Path], None]] = {
    "chromium": print_with_chromium,
    "reportlab": print_with_reportlab,
}
_EPOCH = time.gmtime(0)
_DATE = re.compile(rb"D:\d{14}")


@dataclass(frozen=True, slots=True)
class MakeOptions:
    """What to make. `corrections` holds the gazetteer; `count` documents of each kind.

    For rosters `count` is per table style. `rows` is the usual length of a roster. The shares say
    how often a document gets that mark or is scanned that way round.
    """

    out: Path
    corrections: Path
    seed: int = 0
    kinds: tuple[str, ...] = KINDS
    styles: tuple[str, ...] = ROSTER_STYLES
    profiles: tuple[str, ...] = tuple(PROFILES)
    renderers: tuple[str, ...] = tuple(RENDERERS)
    count: int = 1
    rows: int = 48
    handwritten: float = 0.3
    sealed: float = 0.7
    upside_down: float = 0.06
    sideways: float = 0.04
    folded: float = 0.1
    stapled: float = 0.15
    punched: float = 0.12


@dataclass(frozen=True, slots=True)
class MadeScan:
    """One scan that was made: `path` relative to the output folder, and how."""

    path: str
    kind: str
    style: str
    profile: str
    renderer: str
    faces: tuple[str, ...]
    pages: int
    seed: int
    turned: int
    marks: tuple[str, ...]


def make_scans(
    options: MakeOptions, progress: Callable[[MadeScan], None] = lambda _: None
) -> tuple[MadeScan, ...]:
    """Make scans with their truth and list them in `made.json`; same options, same bytes.

    Raises:
        UsageError: When a profile, kind or style is unknown.
        MissingToolError: When Chromium, a face or a character is missing.
        ConfigurationError: When the gazetteer is missing.
    """
    _check(options)
    places = read_places(options.corrections)
    made: list[MadeScan] = []
    for kind in options.kinds:
        styles = options.styles if kind in ("roster", DRILL) else ("",)
        for style in styles:
            for number in range(1, options.count + 1):
                for scan in _make_one(options, places, kind, style, number):
                    progress(scan)
                    made.append(scan)
    listing = msgspec.json.format(msgspec.json.encode([asdict(scan) for scan in made]), indent=1)
    (options.out / "made.json").write_bytes(listing + b"\n")
    return tuple(made)


def _check(options: MakeOptions) -> None:
    known = (
        ("文种 kind", options.kinds, (*KINDS, DRILL)),
        ("表格样式 style", options.styles, ROSTER_STYLES),
        ("扫描类型 profile", options.profiles, (*PROFILES, BORN_DIGITAL)),
        ("排版 renderer", options.renderers, tuple(RENDERERS)),
    )
    for label, asked, offered in known:
        unknown = [name for name in asked if name not in offered]
        if unknown:
            raise UsageError(
                f"没有这种{label}: {', '.join(unknown)}", "可选 choose from: " + ", ".join(offered)
            )


def _make_one(
    options: MakeOptions, places: Places, kind: str, style: str, number: int
) -> Iterable[MadeScan]:
    name = "-".join(filter(None, (kind, f"{options.seed}", f"{number:02d}", style)))
    rng = Random(f"{options.seed}/{kind}/{style}/{number}")
    renderer = rng.choice(options.renderers)
    drawn = draw_document(kind, style, places, rng, options.rows, renderer, options.handwritten)
    borne = draw_marks(rng, options.sealed if drawn.sheet.seal_at else 0.0)
    with TemporaryDirectory() as folder:
        printed = Path(folder) / "printed.pdf"
        RENDERERS[renderer](drawn.sheet, printed)
        masters = picture_pages(printed, drawn.sheet, borne, rng)
        for profile in options.profiles:
            target = options.out / profile / f"{name}.pdf"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.with_suffix(".truth.json").write_bytes(to_truth_json(drawn.truth))
            scan = _made(target, options, drawn, renderer, len(masters))
            if profile == BORN_DIGITAL:
                target.write_bytes(_DATE.sub(b"D:19700101000000", printed.read_bytes()))
                yield scan
                continue
            how = Random(f"{options.seed}/{name}/{profile}")
            turned, added = _draw_turn(how, options), _draw_added(how, options)
            rough = np.random.default_rng(zlib.crc32(f"{options.seed}/{name}/{profile}".encode()))
            marked = [_mark(page, rough, added) for page in masters]
            _write_scan(marked, PROFILES[profile], rough, turned, target)
            yield replace(scan, turned=turned, marks=(*borne.names(), *added))


def _draw_added(rng: Random, options: MakeOptions) -> tuple[str, ...]:
    shares = {"fold": options.folded, "staple": options.stapled, "punch": options.punched}
    return tuple(name for name, share in shares.items() if rng.random() < share)


def _draw_turn(rng: Random, options: MakeOptions) -> int:
    draw = rng.random()
    if draw < options.upside_down:
        return 180
    if draw < options.upside_down + options.sideways:
        return rng.choice((90, 270))
    return 0


def _made(target: Path, options: MakeOptions, drawn: Drawn, renderer: str, pages: int) -> MadeScan:
    faces = drawn.sheet.faces
    return MadeScan(
        path=target.relative_to(options.out).as_posix(), kind=drawn.truth.kind, style=drawn.style,
        profile=target.parent.name, renderer=renderer,
        faces=(faces.title, faces.body, faces.value, faces.latin), pages=pages, seed=options.seed,
        turned=0, marks=(),
    )  # fmt: skip


def _mark(page: Pixels, rng: np.random.Generator, added: tuple[str, ...]) -> Pixels:
    if "fold" in added:
        page = marks.fold(page, rng)
    if "staple" in added:
        page = marks.staple(page, rng, MASTER_DPI)
    return marks.punch(page, rng, MASTER_DPI) if "punch" in added else page


def _write_scan(
    pages: list[Pixels], profile: Profile, rng: np.random.Generator, turned: int, target: Path
) -> None:
    small = [wear.scale(page, profile.dpi / MASTER_DPI) for page in pages]
    images = []
    for index, page in enumerate(small):
        worn = profile.recipe(page, small[(index + 1) % len(small)], rng)
        image = Image.fromarray(np.ascontiguousarray(np.rot90(worn, turned // 90)))
        images.append(image.convert("1") if profile.quality == 0 else image)
    encoding: dict[str, Any] = {"quality": profile.quality} if profile.quality else {}
    images[0].save(
        target, save_all=True, append_images=images[1:], resolution=profile.dpi,
        creationDate=_EPOCH, modDate=_EPOCH, **encoding,
    )  # fmt: skip
