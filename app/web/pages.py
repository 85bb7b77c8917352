"""The pages: the playground, the same for frames on other sites, and two of them side by side."""

from typing import Any, Literal, TypeAlias

import jinja2
from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.settings import Settings
from app.web.bmp import Theme, read_theme
from app.web.configuration import comparing, configuration
from app.web.files import IMMUTABLE, REVALIDATE, Asset, Folder, PlotlyFile, find_folder
from app.web.first import first_picture
from app.web.security import COMPARE_PATH, EMBED_PATH

Kind: TypeAlias = Literal["page", "embed", "compare"]


class Pages:
    """Renders the page once per version of its template and static files, and keeps it."""

    def __init__(self, settings: Settings) -> None:
        self.static = Folder(find_folder("static"))
        self.plotly = PlotlyFile()
        self._settings = settings
        self._templates = Folder(find_folder("templates"))
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(self._templates.root),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
        )
        # The order of the schema's fields is the order of the page's controls.
        self._environment.policies["json.dumps_kwargs"] = {
            "sort_keys": False,
            "separators": (",", ":"),
        }
        self._rendered: dict[tuple[Kind, str, str], Asset] = {}

    def page(self, kind: Kind) -> Asset:
        """Return the page for its own address, for a frame, or that of two halves."""
        key = (kind, self.static.version(), self._templates.version())
        if key not in self._rendered:
            self._rendered = {k: v for k, v in self._rendered.items() if k[1:] == key[1:]}
            name = "compare.html" if kind == "compare" else "page.html"
            html = self._environment.get_template(name).render(self._context(kind))
            self._rendered[key] = Asset(html.encode(), "text/html; charset=utf-8")
        return self._rendered[key]

    def prepare(self) -> None:
        """Render the page and begin to compress plotly.js before anybody asks."""
        self.page("page")
        self.plotly.prepare()

    def static_url(self) -> str:
        """Return where the static files of today's version are."""
        return f"/static/{self.static.version()}"

    def _theme(self, *sheets: str) -> Theme:
        assets = [self.static.find(f"css/{sheet}.css") for sheet in sheets]
        return read_theme(*(asset.body.decode() for asset in assets if asset))

    def _context(self, kind: Kind) -> dict[str, Any]:
        static = self.static_url()
        shared = {"static": static, "plotly": self.plotly.url, "embed": kind == "embed"}
        if kind == "compare":
            return {**shared, "config": comparing()}
        return {
            **shared,
            "config": {**configuration(self._settings, static), "plotly": self.plotly.url},
            "modules": [name for name in self.static.names() if _needed(name)],
            "first": first_picture(self._theme("tokens"), self._theme("tokens", "tokens-dark")),
        }


def _needed(name: str) -> bool:
    """Tell whether a static file is a module that the playground imports when it opens."""
    return name.endswith(".js") and not name.startswith("js/compare/") and "worker" not in name


def router(pages: Pages) -> APIRouter:
    """Return the routes of pages and files."""
    routes = APIRouter()

    @routes.get("/")
    async def page(request: Request) -> Response:
        return pages.page("page").respond(request, REVALIDATE)

    @routes.get(EMBED_PATH)
    async def embed(request: Request) -> Response:
        return pages.page("embed").respond(request, REVALIDATE)

    @routes.get(COMPARE_PATH)
    async def compare(request: Request) -> Response:
        return pages.page("compare").respond(request, REVALIDATE)

    @routes.get("/static/{path:path}")
    async def static(request: Request, path: str) -> Response:
        version, _, name = path.partition("/")
        asset = pages.static.find(name)
        if asset is None:
            raise HTTPException(404)
        # A module of an older page may still be asked for: it gets today's, but may not keep it.
        current = version == pages.static.known_version()
        return asset.respond(request, IMMUTABLE if current else REVALIDATE)

    @routes.get(pages.plotly.url)
    async def plotly(request: Request) -> Response:
        return (await pages.plotly.asset()).respond(request, IMMUTABLE)

    return routes
