"""The files that came with a request."""

from __future__ import annotations

from flask import request


def close_files() -> None:
    """Close the files of the request, all of each field: large ones lie in temporary files."""
    for field in request.files.listvalues():
        for sent in field:
            sent.close()
