"""All addresses of the workbench."""

from __future__ import annotations

from web.workbench import absence, lists, messages, organisation, overview
from web.workbench.blueprint import blueprint

__all__ = ["absence", "blueprint", "lists", "messages", "organisation", "overview"]
