"""Draws a whole document of a kind: what it says, how it looks, and the sheet to be typeset."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from pipeline.evaluate.maker import content, drills, letters
from pipeline.evaluate.maker.blocks import Block, Faces, Role, Run, Sheet, Words
from pipeline.evaluate.maker.forms import application_blocks, roster_grid, title
from pipeline.evaluate.maker.looks import (
    ROSTER_STYLES,
    RosterLook,
    draw_faces,
    draw_roster_look,
)
from pipeline.evaluate.maker.places import Places
from pipeline.evaluate.truth import (
    ApplicationTruth,
    PlanTruth,
    RecommendationTruth,
    RosterRow,
    RosterTruth,
    Truth,
)

KINDS = ("roster", "notice", "application", "plan", "recommendation")
DRILL = "drill"
"""A roster of names that mean nothing, made only when asked for: see `drills.py`."""

PEN_TICKS = 0.35
"""Share of applications whose status is ticked on paper."""
CARELESS = 0.2
"""Share of documents whose lines break anywhere, where the renderer leaves it to us."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A document before it is typeset: its truth, its sheet, and its table style ("" for none)."""

    truth: Truth
    sheet: Sheet
    style: str


def draw_document(
    kind: str,
    style: str,
    places: Places,
    rng: Random,
    rows: int,
    renderer: str,
    handwritten: float,
) -> Drawn:
    """Draw a document; `handwritten` is the share of applications filled in by hand."""
    if kind == DRILL:
        return _drill(style, places, rng, rows, renderer)
    faces = draw_faces(rng, renderer, kind == "application" and rng.random() < handwritten)
    year = rng.choice((2019, 2020, 2021, 2022, 2023, 2024))
    if kind == "roster":
        return _roster(style, places, rng, rows, faces)
    if kind == "application":
        fields = content.application(rng, places, year)
        pen = rng.random() < PEN_TICKS
        blocks = application_blocks(fields, rng, year, pen=pen)
        sheet = _sheet(blocks, faces, rng, fields.unit, ("印章",))
        sheet = replace(sheet, pen_tick=fields.status if pen else "")
        return Drawn(ApplicationTruth(kind, fields), sheet, "")
    if kind == "recommendation":
        letter = content.recommendation(rng, places, year)
        blocks = letters.recommendation_blocks(letter, rng)
        sheet = _sheet(blocks, faces, rng, letter.sender, (letter.sender,))
        return Drawn(RecommendationTruth(kind, letter), sheet, "")
    if kind == "plan":
        fields_of_plan = content.plan(rng, places)
        sheet = _sheet(letters.plan_blocks(fields_of_plan), faces, rng, "", ())
        return Drawn(PlanTruth(kind, fields_of_plan), sheet, "")
    notice = letters.notice(rng, places, year, rng.choice((0, rows, rows)))
    look = draw_roster_look(rng, rng.choice(ROSTER_STYLES))
    blocks = letters.notice_blocks(notice, look, rng, year)
    issuer = notice.fields.issuer
    return Drawn(notice, _sheet(blocks, faces, rng, issuer, (f"（{notice.fields.disclosure}",)), "")


def _drill(style: str, places: Places, rng: Random, rows: int, renderer: str) -> Drawn:
    by_hand = rng.random() < drills.BY_HAND
    faces = draw_faces(rng, renderer, by_hand)
    if by_hand:
        faces = replace(faces, body=faces.value)
    look = draw_roster_look(rng, style)
    listed = drills.drill_rows(rng, content.roster_rows(rng, places, rows))
    return _list(look, rng, listed, faces)


def _roster(style: str, places: Places, rng: Random, rows: int, faces: Faces) -> Drawn:
    look = draw_roster_look(rng, style)
    listed = content.roster_rows(rng, places, max(3, int(rng.gauss(rows, rows / 5))))
    return _list(look, rng, listed, faces)


def _list(look: RosterLook, rng: Random, listed: tuple[RosterRow, ...], faces: Faces) -> Drawn:
    year = rng.choice((2020, 2021, 2022, 2023, 2024))
    blocks: tuple[Block, ...] = (
        Words((Run(rng.choice(("附件：", "附件3", "附件1：")), Role.TITLE),), 14),
        title(rng.choice((f"{year}年度创新型产业集群名单", "创新型产业集群名单"))),
        roster_grid(listed, look),
    )
    sheet = _sheet(blocks, faces, rng, "", (), look.landscape)
    style = look.rules.value
    return Drawn(RosterTruth("roster", style, listed), sheet, style)


def _sheet(
    blocks: tuple[Block, ...], faces: Faces, rng: Random, seal: str, seal_at: tuple[str, ...],
    landscape: bool = False,
) -> Sheet:  # fmt: skip
    margins = tuple(rng.uniform(48, 76) for _ in range(4))
    top, right, bottom, left = margins
    leading = rng.choice((1.35, 1.5, 1.7))
    careless = rng.random() < CARELESS
    return Sheet(
        blocks, faces, landscape, (top, right, bottom, left), leading, seal, seal_at,
        careless=careless,
    )  # fmt: skip
