"""All addresses of contracts."""

from __future__ import annotations

from web.contracts import answering, drafting, evidence, pages, paper, signing
from web.contracts.blueprint import blueprint

__all__ = ["answering", "blueprint", "drafting", "evidence", "pages", "paper", "signing"]
