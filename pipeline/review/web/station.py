"""One running station: its desk, its backroom, and how its pages are drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from unicodedata import category
from urllib.parse import quote, unquote

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse

from pipeline.review.archive import Archive
from pipeline.review.backroom import Backroom
from pipeline.review.decisions import DecisionLog
from pipeline.review.desk import Desk, Visitor
from pipeline.review.intake import Intake
from pipeline.review.pixels import PageShelf
from pipeline.review.proposals import Proposals
from pipeline.review.services import Services
from pipeline.review.settings import LANGUAGES, ReviewSettings
from pipeline.review.web.words import Words, add_reasons, choose_language, load_words
from pipeline.store.output import OutputFolder

LONGEST_NAME = 40
INVISIBLE = ("Cc", "Cf", "Cs")
"""Unicode categories that nobody types on purpose: controls, direction marks, half characters."""


@dataclass(frozen=True, slots=True)
class Station:
    """Everything the routes work with."""

    settings: ReviewSettings
    services: Services
    archive: Archive
    log: DecisionLog
    desk: Desk
    backroom: Backroom
    intake: Intake
    proposals: Proposals
    shelf: PageShelf
    templates: Environment
    words: dict[str, Words]

    def close(self) -> None:
        """Finish what the backroom is at, then end what the services started."""
        self.proposals.close()
        self.backroom.close()
        self.services.close()


def open_station(settings: ReviewSettings, services: Services) -> Station:
    """Read everything stored, and line up the documents whose decisions never reached the registry.

    Raises:
        ConfigurationError: When the log of decisions is damaged.
    """
    archive = Archive(OutputFolder(settings.out))
    log = DecisionLog(settings.decisions)
    desk = Desk(archive, log, settings.second_share)
    backroom = Backroom(services.rebuild, desk.refresh)
    intake = Intake(settings.scans, services.ingest, backroom.submit, desk.refresh)
    proposals = Proposals(services.suggest)
    shelf = PageShelf(services.page_image)
    for document_id in desk.unapplied():
        backroom.request_rebuild(document_id)
    words = {name: add_reasons(load_words(name), services.reasons) for name in LANGUAGES}
    templates = _load_templates()
    return Station(
        settings, services, archive, log, desk, backroom, intake, proposals, shelf, templates, words
    )


def station_of(request: Request) -> Station:
    """The station a request is for."""
    station = request.app.state.station
    assert isinstance(station, Station)
    return station


def visitor_of(request: Request) -> Visitor:
    """Who asks: the browser's session and the name it goes by."""
    station = station_of(request)
    name = unquote(request.cookies.get(person_cookie(station), ""))
    if not name and station.settings.is_local:
        name = station.settings.person
    return station.desk.visitor(request.scope["station_session"], clean_name(name))


def words_of(request: Request) -> Words:
    """The words in the language of a request."""
    accepted = request.headers.get("accept-language", "")
    station = station_of(request)
    wanted = request.cookies.get("station-language") or station.settings.language
    return station.words[choose_language(accepted, wanted)]


def person_cookie(station: Station) -> str:
    """Name of the cookie that remembers who sits at this browser."""
    return f"station-person-{station.settings.port}"


def clean_name(name: str) -> str:
    """Reduce a person's name to printable characters of reasonable number."""
    return "".join(char for char in name if char.isprintable()).strip()[:LONGEST_NAME]


def clean_text(text: str) -> str:
    """Bring a typed text to what is stored: no invisible characters, no outer blanks."""
    lines = text.replace("\r\n", "\n").strip()
    return "".join(char for char in lines if char == "\n" or category(char) not in INVISIBLE)


def field(form: FormData, name: str) -> str:
    """A text field of a form; "" when absent or not text."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def draw(request: Request, template: str, status: int = 200, **values: object) -> HTMLResponse:
    """Draw a page or a piece of one, with what every page shows around it."""
    station = station_of(request)
    visitor = visitor_of(request)
    page = station.templates.get_template(template)
    html = page.render(
        t=words_of(request),
        csrf=request.scope["station_csrf"],
        visitor=visitor,
        path=request.url.path,
        n_waiting=station.desk.n_waiting(),
        rebuild=station.backroom.state,
        has_second=station.settings.second_share > 0,
        **values,
    )
    return HTMLResponse(html, status)


def percent(share: float) -> str:
    """A share for the eye: 100% is said only of certainty, 99.6 % is still 99%."""
    return f"{min(round(100 * share), 99) if share < 1 else 100}%"


def _load_templates() -> Environment:
    """Every template, compiled now rather than in somebody's first answer."""
    environment = Environment(
        loader=PackageLoader("pipeline.review.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    link: Callable[[str], str] = lambda text: quote(text, safe="")  # noqa: E731
    environment.filters["link"] = link
    environment.filters["percent"] = percent
    for name in environment.list_templates():
        environment.get_template(name)
    return environment
