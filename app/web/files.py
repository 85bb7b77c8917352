"""Files for the browser: found on disk, compressed once, and served under versioned addresses."""

import asyncio
import gzip
import hashlib
import importlib.metadata
import importlib.util
import mimetypes
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"

_TEXT_TYPES = ("text/", "application/javascript", "application/json", "image/svg+xml")
_SMALLEST_TO_COMPRESS = 512


def find_folder(name: str) -> Path:
    """Return the folder `static` or `templates`: inside the package in a wheel, else beside it.

    Raises:
        FileNotFoundError: if it is in neither place.

    """
    package = Path(__file__).resolve().parents[1]
    for place in (package / name, package.parent / name):
        if place.is_dir():
            return place
    message = f"The folder {name!r} is neither in {package} nor beside it"
    raise FileNotFoundError(message)


@dataclass(frozen=True)
class Asset:
    """The bytes of one file with what a browser must be told about them."""

    body: bytes
    media_type: str

    @cached_property
    def etag(self) -> str:
        """A strong validator made from the content."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'

    @cached_property
    def compressed(self) -> bytes | None:
        """The body in gzip, or None where compressing gains nothing."""
        if len(self.body) < _SMALLEST_TO_COMPRESS or not self.media_type.startswith(_TEXT_TYPES):
            return None
        return gzip.compress(self.body, compresslevel=9, mtime=0)

    def respond(self, request: Request, cache_control: str) -> Response:
        """Answer a request for this asset, with 304 where the browser already has it."""
        headers = {"Cache-Control": cache_control, "ETag": self.etag, "Vary": "Accept-Encoding"}
        known = request.headers.get("if-none-match", "")
        if self.etag in {part.strip().removeprefix("W/") for part in known.split(",")}:
            return Response(status_code=304, headers=headers)
        body = self.body
        if "gzip" in request.headers.get("accept-encoding", "") and self.compressed is not None:
            body = self.compressed
            headers["Content-Encoding"] = "gzip"
        return Response(body, media_type=self.media_type, headers=headers)


class Folder:
    """The files below one folder, read when asked for and read again only when they change.

    A file is found by looking it up among those listed, so no request can reach outside. Whether
    any has changed is looked up when the version is asked for, since that takes a few milliseconds:
    once for a page, not for each of its hundred files.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._stamps: dict[str, tuple[int, int]] = {}
        self._assets: dict[str, Asset] = {}
        self._version = ""

    def version(self) -> str:
        """Return a hash of all contents as they are now; it changes when any file does."""
        self._refresh()
        return self.known_version()

    def known_version(self) -> str:
        """Return a hash of all contents as they were when they were last looked up."""
        if not self._version:
            digest = hashlib.sha256()
            for name in self._stamps:
                digest.update(f"{name}\0{self._read(name).etag}\0".encode())
            self._version = digest.hexdigest()[:12]
        return self._version

    def names(self) -> tuple[str, ...]:
        """Return the paths of all files, relative to the folder, as they were last looked up."""
        return tuple(self._stamps)

    def find(self, name: str) -> Asset | None:
        """Return the file with this path relative to the folder, or None."""
        if name not in self._stamps:
            self._refresh()
        return self._read(name) if name in self._stamps else None

    def _refresh(self) -> None:
        stamps = {}
        for path in sorted(self.root.rglob("*")):
            if path.is_file():
                stat = path.stat()
                name = path.relative_to(self.root).as_posix()
                stamps[name] = (stat.st_mtime_ns, stat.st_size)
        if stamps != self._stamps:
            kept = {n for n, stamp in stamps.items() if self._stamps.get(n) == stamp}
            self._assets = {n: asset for n, asset in self._assets.items() if n in kept}
            self._stamps = stamps
            self._version = ""

    def _read(self, name: str) -> Asset:
        asset = self._assets.get(name)
        if asset is None:
            asset = Asset((self.root / name).read_bytes(), media_type_of(name))
            self._assets[name] = asset
        return asset


def media_type_of(name: str) -> str:
    """Return the media type by a file's ending, with the charset for text."""
    if name.endswith((".js", ".mjs")):
        return "text/javascript; charset=utf-8"
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


class PlotlyFile:
    """The plotly.min.js that ships inside the Python package, compressed once."""

    def __init__(self) -> None:
        self.version = importlib.metadata.version("plotly")
        self.url = f"/assets/plotly-{self.version}.js"
        self._ready: asyncio.Future[Asset] | None = None

    def prepare(self) -> None:
        """Begin to read and compress the file in a thread, which takes a moment."""
        if self._ready is None or self._ready.get_loop() is not asyncio.get_running_loop():
            self._ready = asyncio.ensure_future(asyncio.to_thread(_load_plotly))

    async def asset(self) -> Asset:
        """Return the file, as soon as it is ready."""
        self.prepare()
        assert self._ready is not None  # by `prepare`
        return await self._ready


def _load_plotly() -> Asset:
    # The package's folder is found without running its code, which takes half a second.
    spec = importlib.util.find_spec("plotly")
    if spec is None or not spec.submodule_search_locations:
        message = "The Python package plotly, which ships plotly.min.js, is not installed"
        raise FileNotFoundError(message)
    path = Path(spec.submodule_search_locations[0]) / "package_data" / "plotly.min.js"
    asset = Asset(path.read_bytes(), media_type_of(path.name))
    _ = asset.compressed, asset.etag
    return asset
