"""What analysts take away: packages as ZIP files."""

from __future__ import annotations

import io

from flask import Response, send_file


def zip_of(data: bytes, stem: str) -> Response:
    """Return a ZIP to be saved under this name; never shown."""
    return send_file(
        io.BytesIO(data), mimetype="application/zip", as_attachment=True, download_name=f"{stem}.zip"
    )
