"""The pages: the playground, and the same playground for frames on other sites."""

from typing import Any

import jinja2
from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.settings import Settings
from app.web.bmp import Theme, read_theme
from app.web.configuration import configuration
from app.web.files import IMMUTABLE, REVALIDATE, Asset, Folder, PlotlyFile, find_folder
from app.web.first import first_picture
from app.web.security import EMBED_PATH


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
        self._rendered: dict[tuple[bool, str, str], Asset] = {}

    def page(self, *, embed: bool) -> Asset:
        """Return the page, for its own address or for a frame."""
        key = (embed, self.static.version(), self._templates.version())
        if key not in self._rendered:
            self._rendered = {k: v for k, v in self._rendered.items() if k[1:] == key[1:]}
            html = self._environment.get_template("page.html").render(self._context(embed=embed))
            self._rendered[key] = Asset(html.encode(), "text/html; charset=utf-8")
        return self._rendered[key]

    def prepare(self) -> None:
        """Render the page and begin to compress plotly.js before anybody asks."""
        self.page(embed=False)
        self.plotly.prepare()

    def static_url(self) -> str:
        """Return where the static files of today's version are."""
        return f"/static/{self.static.version()}"

    def _theme(self, *sheets: str) -> Theme:
        assets = [self.static.find(f"css/{sheet}.css") for sheet in sheets]
        return read_theme(*(asset.body.decode() for asset in assets if asset))

    def _context(self, *, embed: bool) -> dict[str, Any]:
        static = self.static_url()
        return {
            "config": {**configuration(self._settings, static), "plotly": self.plotly.url},
            "first": first_picture(self._theme("tokens"), self._theme("tokens", "tokens-dark")),
            "static": static,
            "plotly": self.plotly.url,
            "embed": embed,
        }


def router(pages: Pages) -> APIRouter:
    """Return the routes of pages and files."""
    routes = APIRouter()

    @routes.get("/")
    async def page(request: Request) -> Response:
        return pages.page(embed=False).respond(request, REVALIDATE)

    @routes.get(EMBED_PATH)
    async def embed(request: Request) -> Response:
        return pages.page(embed=True).respond(request, REVALIDATE)

    @routes.get("/static/{path:path}")
    async def static(request: Request, path: str) -> Response:
        version, _, name = path.partition("/")
        asset = pages.static.find(name)
        if asset is None:
            raise HTTPException(404)
        # A module of an older page may still be asked for: it gets today's, but may not keep it.
        current = version == pages.static.version()
        return asset.respond(request, IMMUTABLE if current else REVALIDATE)

    @routes.get(pages.plotly.url)
    async def plotly(request: Request) -> Response:
        return (await pages.plotly.asset()).respond(request, IMMUTABLE)

    return routes
