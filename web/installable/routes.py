"""The manifest of the web app, its service worker, and the one page that works without a network."""

from __future__ import annotations

import json

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from web.bundles import bundle
from web.i18n import locale_tag
from web.site import BRAND_COLOR, platform_name

blueprint = Blueprint("installable", __name__, template_folder="templates")

ICON_SIZES_PX = (192, 512)


@blueprint.get("/manifest.webmanifest")
def manifest() -> Response:
    """Return what a phone needs to install the platform, named as the administration named it.

    Source: Web Application Manifest, W3C. The icons keep inside the safe zone: they are `maskable`, too.
    """
    name = platform_name()
    sizes = [(px, bundle(f"icon-{px}.png")) for px in ICON_SIZES_PX]
    content = {
        "id": "/",
        "name": name,
        "short_name": name[:12],
        "description": _("Approvals and services for small and medium-sized enterprises"),
        "lang": locale_tag(),
        "start_url": url_for("workbench.home"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": BRAND_COLOR,
        "icons": [
            {"src": address, "sizes": f"{px}x{px}", "type": "image/png", "purpose": purpose}
            for px, address in sizes
            for purpose in ("any", "maskable")
        ],
    }
    return Response(json.dumps(content, ensure_ascii=False), mimetype="application/manifest+json")


@blueprint.get("/service-worker.js")
def service_worker() -> Response:
    """Return the script that shows the offline page; it lies at the root because that is what it serves.

    It names the files that the page needs, so that it changes whenever one of them does.
    """
    needed = {"page": url_for("installable.offline"), "files": [bundle("app.css"), bundle("icon.svg")]}
    script = (
        f"self.OFFLINE = {json.dumps(needed)};\nimportScripts({json.dumps(bundle('service_worker.js'))});\n"
    )
    return Response(script, mimetype="text/javascript")


@blueprint.get("/offline")
def offline() -> ResponseReturnValue:
    """Show what to do without a network, in both languages: browsers keep it, whoever signs in next."""
    return render_template("installable/offline.html")
