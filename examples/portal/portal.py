"""A small portal: offices upload evidence or fill in a form; readers see rankings, units, and what changed.

    pip install parindex starlette python-multipart jinja2 uvicorn
    uvicorn portal:app

Nothing that comes in is trusted: `Limits.server()` bounds what is read and opens no file by name, and templates escape
what they show. Scores are frozen, so that requests share them; here they are kept in memory, by edition and year.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

import parindex

HERE = Path(__file__).parent
#: What strangers may send; an upload is read no further than that.
LIMITS = parindex.Limits.server(max_bytes=4_000_000, max_rows=5_000)
#: The editions that this portal asks evidence for.
EDITIONS = {id_: parindex.load(id_) for id_ in ("pci-2013", "qd766-2026", "par-ministry-2022")}
#: The years that may be uploaded, as forms send them.
YEARS = frozenset(map(str, range(2005, 2100)))
#: What was scored, by edition and year.
SCORED: dict[tuple[str, int], parindex.Scores] = {}

pages = Jinja2Templates(HERE / "templates")


def figure(published: object, lang: str) -> str:
    """Return a published figure, or a maximum, as it is written in a language."""
    text = "–" if published is None else f"{published:g}" if isinstance(published, float) else str(published)
    return text.replace(".", ",") if lang == "vi" else text


def shift(change: Decimal | float | None, lang: str) -> str:
    """Return a change with its sign."""
    return figure(None if change is None else f"{change:+.2f}", lang)


def places(change: float | None, lang: str) -> str:
    """Return a move in the ranking in words: fewer is up."""
    if not change:
        return "–" if change is None else "="
    up, down = ("lên", "xuống") if lang == "vi" else ("up", "down")
    return f"{up if change < 0 else down} {figure(float(abs(change)), lang)}"


def in_templates(**filters: Callable[..., str]) -> None:
    """Let templates write figures by functions."""
    pages.env.filters.update(filters)


in_templates(figure=figure, shift=shift, places=places)


def language_of(request: Request) -> str:
    """Return the language a reader asked for, Vietnamese where they did not."""
    return "en" if request.query_params.get("lang") == "en" else "vi"


def page(request: Request, template: str, shown: Mapping[str, object], status: int = 200) -> Response:
    """Return a page in the language of the reader."""
    context = {"lang": language_of(request), **shown}
    return pages.TemplateResponse(request, template, context, status_code=status)


def edition_of(request: Request) -> parindex.Definition:
    """Return the definition that a path names."""
    try:
        return EDITIONS[request.path_params["edition"]]
    except KeyError:
        raise HTTPException(404) from None


def scores_of(request: Request, year: str = "year") -> parindex.Scores:
    """Return the scores that a path names."""
    try:
        return SCORED[edition_of(request).id, request.path_params[year]]
    except KeyError:
        raise HTTPException(404) from None


async def home(request: Request) -> Response:
    """Show what evidence is asked for, and what was scored."""
    return page(request, "home.html", {"editions": EDITIONS, "scored": SCORED})


async def upload(request: Request) -> Response:
    """Read an uploaded table: score it, or show every problem with its place."""
    definition = edition_of(request)
    async with request.form(max_files=1, max_fields=2, max_part_size=10_000) as form:
        file, year = form.get("file"), str(form.get("year"))
        if not isinstance(file, UploadFile) or year not in YEARS:
            raise HTTPException(400)
        content = parindex.Content(file.file, file.filename or "upload")
        try:
            scores = await run_in_threadpool(parindex.score, definition, content, year=int(year), limits=LIMITS)
        except parindex.EvidenceError as error:
            return page(request, "problems.html", {"definition": definition, "problems": error.problems}, 422)
        except parindex.ParindexError as error:
            return page(request, "problems.html", {"definition": definition, "refused": error}, 422)
    SCORED[definition.id, int(year)] = scores
    return RedirectResponse(f"/{definition.id}/{year}?lang={language_of(request)}", 303)


async def form(request: Request) -> Response:
    """Ask for the evidence of one unit: show what is wrong beside the fields, the points so far and what is open."""
    definition = edition_of(request)
    fields = {field.column: field for field in parindex.fields(definition, lang=language_of(request)).asked}
    shown: dict[str, object] = {"definition": definition, "fields": fields, "sent": {}, "problems": ()}
    if request.method == "GET":
        return page(request, "form.html", shown)
    async with request.form(max_files=0, max_fields=len(fields) + 1, max_part_size=10_000) as form:
        sent = {name: str(form.get(name, "")) for name in ("unit", *fields)}
    try:
        outlook = await run_in_threadpool(parindex.outlook, definition, [sent], limits=LIMITS)
    except parindex.EvidenceError as error:
        return page(request, "form.html", shown | {"sent": sent, "problems": error.problems}, 422)
    shown |= {"sent": sent, "problems": outlook.problems, "outlook": outlook.of(outlook.units[0])}
    faulty = any(problem.severity == "error" for problem in outlook.problems)
    return page(request, "form.html", shown, 422 if faulty else 200)


async def ranking(request: Request) -> Response:
    """Show the ranking of a year."""
    scores = scores_of(request)
    years = sorted(year for edition, year in SCORED if edition == scores.definition.id)
    return page(request, "ranking.html", {"scores": scores, "years": years})


async def ranking_json(request: Request) -> Response:
    """Return the results of a year as JSON, for other systems."""
    return Response(scores_of(request).to_json(), media_type="application/json")


async def unit(request: Request) -> Response:
    """Show how the total of a unit comes about, and where it lost points."""
    scores = scores_of(request)
    try:
        explained, lost = scores.explain(request.path_params["unit"]), scores.lost(request.path_params["unit"])
    except parindex.UnknownNameError:
        raise HTTPException(404) from None
    return page(request, "unit.html", {"scores": scores, "explained": explained, "lost": lost})


async def change(request: Request) -> Response:
    """Show what changed between two years, by cause."""
    years = {request.path_params[name]: scores_of(request, name) for name in ("before", "after")}
    if len(years) < len(("before", "after")):
        raise HTTPException(404)
    changes = parindex.series(years).change(*years)
    return page(request, "change.html", {"changes": changes, "years": years, "definition": edition_of(request)})


class Headers(BaseHTTPMiddleware):
    """Tells browsers to run and load nothing but what this portal serves."""

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        """Add the headers."""
        response = await call_next(request)
        response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'self'; img-src 'self' data:"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


async def failed(request: Request, error: Exception) -> Response:
    """Show a page for what is not there or not understood."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    return page(request, "failed.html", {"code": status}, status)


ROUTES: Sequence[Route | Mount] = (
    Route("/", home),
    Mount("/static", StaticFiles(directory=HERE / "static")),
    Route("/{edition}/upload", upload, methods=["POST"]),
    Route("/{edition}/form", form, methods=["GET", "POST"]),
    Route("/{edition}/{year:int}", ranking),
    Route("/{edition}/{year:int}.json", ranking_json),
    Route("/{edition}/{year:int}/{unit}", unit),
    Route("/{edition}/{before:int}-{after:int}", change),
)
app = Starlette(routes=ROUTES, middleware=[Middleware(Headers)], exception_handlers={HTTPException: failed})
