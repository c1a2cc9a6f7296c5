"""The agreements that a user consents to: their texts, versions and digests."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Literal

from workflows.ground.messages import Locale

AgreementName = Literal["service", "privacy"]
AGREEMENTS: tuple[AgreementName, ...] = ("service", "privacy")


@dataclass(frozen=True, slots=True)
class Agreement:
    """One agreement in one language. `sections` are (heading, paragraphs)."""

    name: AgreementName
    version: str
    title: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    sha256: str


@cache
def agreement(name: AgreementName, locale: Locale) -> Agreement:
    """Return the agreement in force. A file is a title line, a version line, and `## ` headed sections."""
    text = files(__package__).joinpath("agreements", f"{name}.{locale}.md").read_text("utf-8")
    head, *parts = text.split("\n## ")
    title, version = (line.strip() for line in head.strip().split("\n", 1))
    sections = []
    for part in parts:
        heading, _, body = part.partition("\n")
        paragraphs = tuple(piece.strip() for piece in body.split("\n\n") if piece.strip())
        sections.append((heading.strip(), paragraphs))
    return Agreement(
        name=name,
        version=version.removeprefix("version:").strip(),
        title=title.removeprefix("# ").strip(),
        sections=tuple(sections),
        sha256=sha256(text.encode()).hexdigest(),
    )
