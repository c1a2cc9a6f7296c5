"""All addresses of surveys."""

from __future__ import annotations

from web.surveys import answering, keeping, questions, results
from web.surveys.blueprint import blueprint

__all__ = ["answering", "blueprint", "keeping", "questions", "results"]
