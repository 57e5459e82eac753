"""A trace as a tree for the terminal and as a small self-contained HTML page."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text
from rich.tree import Tree

from pipeline.audit.crop import NO_CROPS, Cropper
from pipeline.audit.html import render_page
from pipeline.audit.trace.model import Ink, Trace

NOT_RECORDED = "模型指纹未记录 fingerprint not recorded"


def trace_html(trace: Trace, cropper: Cropper = NO_CROPS) -> str:
    """One page with the crop of the cell (or of the cells it rests on)."""
    inks = [cell.ink for cell in (trace, *trace.sources) if cell.ink is not None]
    regions = dict.fromkeys(region for ink in inks for region in ink.regions)
    crops = cropper.uris(trace.source_name, regions)
    return render_page("trace.html", trace=trace, crops=crops)


def trace_terminal(trace: Trace) -> RenderableType:
    """The steps backwards, as a tree."""
    value = trace.value if trace.value is not None else f"（无值 no value: {trace.unparsed}）"
    tree = Tree(Text(f"{trace.column} = {value}", style="bold"))
    tree.add(Text(f"单元格 cell  {trace.cell_id}  ({trace.kind}, {trace.table})"))
    standing = " ".join(filter(None, (trace.status, ";".join(trace.reasons), trace.evidence)))
    if trace.probability is not None:
        standing += f"  p={trace.probability:g}"
    tree.add(Text(f"状态 status  {standing}"))
    _add_judgement(tree, trace)
    if trace.ink is not None:
        _add_ink(tree, trace, trace.ink)
    for source in trace.sources:
        branch = tree.add(Text("推自 derived from"))
        branch.add(trace_terminal(source))
    return tree


def _add_judgement(tree: Tree, trace: Trace) -> None:
    if trace.text_clean is not None:
        by = f"  核定 decided by {trace.decided_by}" if trace.decided_by else ""
        branch = tree.add(Text(f"校正文 text_clean  {trace.text_clean or '（空 empty）'}{by}"))
        for correction in reversed(trace.corrections):
            named = f"  [{correction.dictionary}]" if correction.dictionary else ""
            branch.add(
                Text(
                    f"{correction.rule}: {correction.before} -> {correction.after}  "
                    f"{correction.evidence}{named}  score={correction.score:g}"
                )
            )
        for candidate in trace.candidates:
            branch.add(
                Text(
                    f"落选 lost  {candidate.text}  {candidate.probability:g}  {candidate.evidence}",
                    style="dim",
                )
            )
    for decision in reversed(trace.decisions):
        tree.add(
            Text(
                f"人工核定 decision  {decision.person}  {decision.decided_at}  "
                f"{decision.verdict} {decision.text or ''} {decision.note}"
            )
        )


def _add_ink(tree: Tree, trace: Trace, ink: Ink) -> None:
    branch = tree.add(
        Text(
            f"识别原文 text_ocr  {ink.text_ocr or '（空 empty）'}  {ink.engine} "
            f"({ink.fingerprint or NOT_RECORDED})  {ink.confidence:g} {';'.join(ink.doubts)}"
        )
    )
    for glyph in ink.doubtful_glyphs:
        lost = " / ".join(f"{text or '∅'} {p:g}" for text, p in glyph.alternatives)
        branch.add(Text(f"{glyph.char or '∅'} {glyph.score:g}  落选 lost: {lost}", style="dim"))
    for other in ink.others:
        branch.add(Text(f"另一识别 other  {other.text_ocr}  {other.engine} {other.confidence:g}"))
    page = tree.add(Text(f"原件 page  {trace.source_name}  sha256 {trace.sha256}"))
    for region in ink.regions:
        box = region.box
        page.add(
            Text(
                f"第 {region.page_no} 页 page {region.page_no}: {box.x0},{box.y0},{box.x1},{box.y1}"
            )
        )
    if trace.inherited_from:
        page.add(Text(f"承自 inherited from  {trace.inherited_from}"))
