"""The desk: one cell at a time, decided with one key."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from starlette.datastructures import FormData, QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pipeline.errors import OutputError
from pipeline.model.decision import Decision, Verdict
from pipeline.review.decisions import StaleDecisionError
from pipeline.review.desk import ReadingChangedError, Selection, Shown, digest_of
from pipeline.review.view import MAX_CANDIDATES, CellView, view_cell, view_pictures, view_text
from pipeline.review.web.station import (
    clean_name,
    clean_text,
    draw,
    field,
    person_cookie,
    station_of,
    visitor_of,
    words_of,
)

YEAR_SECONDS = 365 * 24 * 3600
LONGEST_TEXT = 20_000
PAGE_LEVEL = 3
"""Surroundings beyond the crops: the whole page."""

Fields = FormData | QueryParams


def show_desk(request: Request) -> Response:
    """The whole page: the desk with the next cell, or with the one asked for."""
    station_of(request).desk.refresh_if_old()
    return _desk(request, request.query_params, "desk.html", cell_id=_get(request, "cell"))


def decide(request: Request, form: FormData) -> Response:
    """Take a decision; answers with the next cell once it is on the disk."""
    station, visitor, t = station_of(request), visitor_of(request), words_of(request)
    selection = selection_of(form)
    verdict, text = _verdict(form)
    shown = Shown(field(form, "cell"), _number(field(form, "version")), field(form, "reading"))
    if not visitor.person:
        return _desk(request, form, "desk_piece.html")
    try:
        decision = station.desk.decide(visitor, shown, verdict, text, selection.is_second)
    except KeyError:
        raise HTTPException(404) from None
    except StaleDecisionError as stale:
        notice = _stale_notice(request, stale.holding)
        return _desk(request, form, "desk_piece.html", shown.cell_id, notice, 409)
    except ReadingChangedError:
        notice = t("notice-reread")
        return _desk(request, form, "desk_piece.html", shown.cell_id, notice, 409)
    except OutputError as error:
        notice = f"{error.cause}：{error.next_step}"
        return _desk(request, form, "desk_piece.html", shown.cell_id, notice, 503)
    if not decision.blind:
        station.backroom.request_rebuild(decision.cell_id.partition("/")[0])
    if field(form, "then") == "document":
        return _back_to_document(form, decision)
    return _desk(request, form, "desk_piece.html", notice=_notice(request, decision))


def skip(request: Request, form: FormData) -> Response:
    """Set the cell aside and show the next one."""
    station_of(request).desk.skip(visitor_of(request), field(form, "cell"))
    return _desk(request, form, "desk_piece.html", notice=words_of(request)("notice-skipped"))


def undo(request: Request, form: FormData) -> Response:
    """Withdraw the visitor's last decision and show its cell again."""
    station, t = station_of(request), words_of(request)
    try:
        decision = station.desk.undo(visitor_of(request))
    except StaleDecisionError as stale:
        notice = _stale_notice(request, stale.holding)
        return _desk(request, form, "desk_piece.html", field(form, "cell"), notice, 409)
    if decision is None:
        notice = t("notice-nothing-to-undo")
        return _desk(request, form, "desk_piece.html", field(form, "cell"), notice)
    station.backroom.request_rebuild(decision.cell_id.partition("/")[0])
    notice = t("notice-undone", text=_short(decision.text))
    return _desk(request, form, "desk_piece.html", decision.cell_id, notice)


def show_evidence(request: Request) -> Response:
    """The crop again, with more or less around it, or the whole page."""
    station = station_of(request)
    try:
        dossier, reading = station.desk.placed(_get(request, "cell"))
    except KeyError:
        raise HTTPException(404) from None
    level = min(PAGE_LEVEL, _number(_get(request, "level")))
    item = station.desk.item(reading.cell_id)
    view = view_cell(dossier, reading.cell_id, item, station.desk.history(dossier, reading.cell_id))
    return draw(request, "evidence.html", 200, view=view, **evidence_of(request, view, level))


def set_person(request: Request, form: FormData) -> Response:
    """Remember who sits at this browser."""
    response = _reload("/")
    name = quote(clean_name(field(form, "person")))
    cookie = person_cookie(station_of(request))
    response.set_cookie(cookie, name, YEAR_SECONDS, httponly=True, samesite="strict")
    return response


def set_language(request: Request, form: FormData) -> Response:
    """Remember the language chosen at this browser."""
    response = _reload("")
    language = "en" if field(form, "language") == "en" else "zh"
    response.set_cookie("station-language", language, YEAR_SECONDS, samesite="strict")
    return response


def selection_of(fields: Fields) -> Selection:
    """The part of the queue a request works on."""
    return Selection(
        _text(fields, "document") or None,
        _text(fields, "reason") or None,
        _text(fields, "second") == "1",
    )


def evidence_of(request: Request, view: CellView, level: int) -> dict[str, object]:
    """What the picture of a cell needs, at one level of surroundings."""
    station, reading = station_of(request), view.reading
    around = min(level, PAGE_LEVEL - 1)
    pictures = view_pictures(station.archive, view.dossier, reading, around)
    page_nos = dict.fromkeys(picture.page_no for picture in pictures)
    frames = [station.archive.frame(view.dossier, page_no) for page_no in page_nos]
    return {
        "level": level,
        "pages": [frame for frame in frames if frame is not None],
        "pictures": pictures,
        "text_rows": view_text(station.archive, view.dossier, reading, around),
    }


def _desk(
    request: Request,
    fields: Fields,
    template: str,
    cell_id: str = "",
    notice: str = "",
    status: int = 200,
) -> Response:
    """Draw the desk with a cell: the one named, or the next of the selection."""
    station, visitor = station_of(request), visitor_of(request)
    selection = selection_of(fields)
    view = _view(request, selection, cell_id) if visitor.person else None
    ahead = None
    if view is not None and not selection.is_second:
        item = station.desk.following(visitor, selection, view.reading.cell_id)
        dossier = station.archive.dossier(item.document_id) if item else None
        if item is not None and dossier is not None:
            reading = dossier.cells[item.cell_id].reading
            ahead = (item.cell_id, view_pictures(station.archive, dossier, reading, 0))
    evidence = evidence_of(request, view, 0) if view else {}
    return draw(
        request,
        template,
        status,
        view=view,
        ahead=ahead,
        notice=notice,
        is_refused=status != 200,
        selection=selection,
        then=_text(fields, "then"),
        digest_of=digest_of,
        **evidence,
    )


def _view(request: Request, selection: Selection, cell_id: str) -> CellView | None:
    station, visitor = station_of(request), visitor_of(request)
    desk = station.desk
    if selection.is_second and not cell_id:
        found = desk.next_second(visitor)
        if found is None:
            return None
        dossier, reading = found
        history = desk.history(dossier, reading.cell_id)
        return view_cell(dossier, reading.cell_id, None, history, is_second=True)
    if not cell_id:
        item = desk.next_item(visitor, selection)
        cell_id = item.cell_id if item else ""
    owner = station.archive.dossier_of_cell(cell_id)
    if owner is None:
        return None
    history = desk.history(owner, cell_id)
    return view_cell(owner, cell_id, desk.item(cell_id), history, selection.is_second)


def _verdict(form: FormData) -> tuple[Verdict, str | None]:
    """What the pressed key means.

    Raises:
        HTTPException: 400 when the form is not one of ours.
    """
    name, shown = field(form, "verdict"), field(form, "shown").replace("\r\n", "\n")
    if name == "accept":
        return Verdict.ACCEPTED, shown
    if name == "illegible":
        return Verdict.ILLEGIBLE, None
    choices = {f"pick-{number}": f"choice-{number}" for number in range(1, MAX_CANDIDATES + 1)}
    if name != "edit" and name not in choices:
        raise HTTPException(400)
    text = clean_text(field(form, choices.get(name, "text")))
    if len(text) > LONGEST_TEXT:
        raise HTTPException(413)
    return (Verdict.ACCEPTED if text == shown else Verdict.EDITED), text


def _back_to_document(form: FormData, decision: Decision) -> Response:
    document_id = decision.cell_id.partition("/")[0]
    page_no = decision.regions[0].page_no if decision.regions else 1
    place = urlencode({"id": document_id, "page": page_no, "cell": decision.cell_id})
    return _reload(f"/document?{place}")


def _reload(address: str) -> Response:
    """Have htmx open an address ("" reloads the page that is open)."""
    header = {"HX-Redirect": address} if address else {"HX-Refresh": "true"}
    return Response(status_code=204, headers=header)


def _notice(request: Request, decision: Decision) -> str:
    t = words_of(request)
    return t(f"notice-{decision.verdict.value}", text=_short(decision.text))


def _stale_notice(request: Request, holding: Decision | None) -> str:
    t = words_of(request)
    if holding is None:
        return t("notice-stale-withdrawn")
    return t("notice-stale", person=holding.person, text=_short(holding.text))


def _short(text: str | None) -> str:
    text = text or "—"
    return text if len(text) <= 24 else text[:23] + "…"


def _get(request: Request, name: str) -> str:
    return request.query_params.get(name, "")


def _text(fields: Fields, name: str) -> str:
    value = fields.get(name, "")
    return value if isinstance(value, str) else ""


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
