"""Which documents the platform has issued, by the SHA-256 of their bytes."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy.dialects.postgresql import insert

from workflows.business.pdf_signatures.models import IssuedDocument
from workflows.ground.work import Work


def note(work: Work, content: bytes, *, reference: str, complete: bool) -> str:
    """Note that exactly these bytes were issued; return their SHA-256."""
    digest = sha256(content).hexdigest()
    values = {"sha256": digest, "reference": reference, "complete": complete, "issued_at": work.now}
    work.session.execute(insert(IssuedDocument).values(**values).on_conflict_do_nothing())
    return digest


def find(work: Work, digest: str) -> IssuedDocument | None:
    """Return what was issued with this SHA-256, None for nothing."""
    return work.session.get(IssuedDocument, digest)
