"""All addresses of the studio."""

from __future__ import annotations

from web.studio import drafts, files, packages
from web.studio.blueprint import blueprint

__all__ = ["blueprint", "drafts", "files", "packages"]
