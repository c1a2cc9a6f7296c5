"""All addresses of the studio."""

from __future__ import annotations

from web.studio import checks, deploying, drafts, files, moves, packages, vocabulary
from web.studio.blueprint import blueprint

__all__ = ["blueprint", "checks", "deploying", "drafts", "files", "moves", "packages", "vocabulary"]
