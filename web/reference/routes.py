"""All addresses of the reference."""

from __future__ import annotations

from web.reference import jobs, words
from web.reference.blueprint import blueprint

__all__ = ["blueprint", "jobs", "words"]
