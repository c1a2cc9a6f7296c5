"""All addresses of the studio."""

from __future__ import annotations

from web.studio import (
    approvals,
    checks,
    comments,
    data,
    deploying,
    diagrams,
    drafts,
    expressions,
    files,
    moves,
    packages,
    process_start,
    scenarios,
    staff,
    texts,
    tryouts,
    vocabulary,
)
from web.studio.blueprint import blueprint

__all__ = [
    "approvals",
    "blueprint",
    "checks",
    "comments",
    "data",
    "deploying",
    "diagrams",
    "drafts",
    "expressions",
    "files",
    "moves",
    "packages",
    "process_start",
    "scenarios",
    "staff",
    "texts",
    "tryouts",
    "vocabulary",
]
