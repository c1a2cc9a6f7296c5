"""Addresses of the built browser bundles, whose names carry a hash of their content."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, g, request, send_file, url_for
from markupsafe import Markup

DIST = Path(__file__).parent / "static" / "dist"
STATIC_ROOT = "tongban.static_root"
"""Names in the environment of a request where the static files lie, if another application gives them."""


class BundlesMissing(RuntimeError):
    """The browser bundles have not been built."""


def manifest() -> dict[str, str]:
    """Return the built file of each bundle: `app.js` → `app-4F2K.js`, also after they were built anew."""
    path = DIST / "manifest.json"
    try:
        changed_at = path.stat().st_mtime_ns
    except FileNotFoundError:
        raise BundlesMissing(
            f"Expected the built bundles in {path.parent}, but found none: build the frontend"
        ) from None
    return _read(path, changed_at)


@lru_cache(maxsize=1)
def _read(path: Path, _changed_at: int) -> dict[str, str]:
    entries: dict[str, str] = json.loads(path.read_text("utf-8"))
    return entries


class _Addresses(dict[str, str]):
    """Addresses by the names of bundles, made when they are asked for."""

    def __init__(self, root: str, files: Mapping[str, str]) -> None:
        super().__init__()
        self._root, self._files = root, files

    def __missing__(self, name: str) -> str:
        self[name] = f"{self._root}dist/{self._files[name]}"
        return self[name]


def bundle(name: str) -> str:
    """Return the address of the bundle `name`, such as `app.js`; the list is read once a request."""
    try:
        known: dict[str, str] = g.bundles
    except AttributeError:
        root = request.environ.get(STATIC_ROOT) or url_for("static", filename="")
        known = g.bundles = _Addresses(root, manifest())
    return known[name]


def icon(name: str, label: str | None = None, size: int = 20) -> Markup:
    """Draw the Tabler icon `name`; decorative without a `label`, else announced with it."""
    return _drawn(bundle("icons.svg"), name, label, size)


@lru_cache(maxsize=1024, typed=True)  # text that is escaped and text that is not are equal
def _drawn(address: str, name: str, label: str | None, size: int) -> Markup:
    voice = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="icon" width="{0}" height="{0}" {1}><use href="{2}#{3}"></use></svg>').format(
        size, voice, address, name
    )


def init_app(app: Flask) -> None:
    """Offer `bundle()` and `icon()` to templates, and let browsers keep hashed files for a year."""
    app.jinja_env.globals.update(bundle=bundle, icon=icon)

    @app.after_request
    def keep(response: Response) -> Response:
        if request.path.startswith("/static/dist/") and response.status_code == 200:
            response = _packed(response)
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def _packed(response: Response) -> Response:
    """Return the compressed twin that the build lays beside a bundle, if the browser can read it."""
    twin = DIST / f"{request.path.rpartition('/')[2]}.gz"
    if not request.accept_encodings["gzip"] or not twin.is_file():
        return response
    response.close()
    packed = send_file(twin, mimetype=response.mimetype)
    packed.headers["Content-Encoding"] = "gzip"
    packed.headers["Vary"] = "Accept-Encoding"
    return packed
