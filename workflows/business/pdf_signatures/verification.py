"""Verifying a document that anybody may bring: it is read apart, and nothing of it is kept."""

from __future__ import annotations

import json
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, BinaryIO

from sqlalchemy import select

from forms.reading_apart import BoundReached, MachineBusy, read_apart
from workflows.business.certificates.models import Certificate
from workflows.business.certificates.queries import authorities
from workflows.business.pdf_signatures import issued, verdicts
from workflows.business.pdf_signatures.values import Verdict, Verification
from workflows.ground.db import among
from workflows.ground.errors import TooMany
from workflows.ground.work import Work

MAX_BYTES = 8 * 1024 * 1024
MAX_SECONDS = 60.0
"""How long reading one may take. A machine that is busy takes longer than the process' own time."""
WAIT_SECONDS = 15.0
"""How long one waits for the document before."""
_MODULE = "workflows.business.pdf_signatures.verification_child"
_one_at_a_time = threading.BoundedSemaphore(1)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was seen in a document, or why it could not be read."""

    sha256: str
    refused: Verdict | None = None
    said: Mapping[str, Any] = field(default_factory=dict)


def trusted(work: Work) -> list[str]:
    """Return the certificates of the platform's authorities, as PEM: nobody else is trusted."""
    return [one.pem for one in authorities(work)]


def read(stream: BinaryIO, trusted_pems: Sequence[str]) -> Reading:
    """Return what the signatures of a document say; no transaction has to wait for it.

    Raises: TooMany: others wait already; forms.reading_apart.ReaderBroken.
    """
    stream.seek(0)
    content = stream.read(MAX_BYTES + 1)
    digest = sha256(content).hexdigest()
    if len(content) > MAX_BYTES:
        return Reading(digest, "too_large")
    if not content[:1024].lstrip().startswith(b"%PDF-"):
        return Reading(digest, "unreadable")
    said = _seen(stream, trusted_pems)
    refused: Verdict | None = said.get("refused")
    return Reading(digest, refused, said)


def judge(work: Work, reading: Reading) -> Verification:
    """Return what follows from a reading: with what the platform knows of its certificates and documents."""
    if reading.refused is not None:
        return Verification(reading.refused, reading.sha256)
    said = reading.said
    signatures = verdicts.views(said, _revoked(work, [one["serial"] for one in said["signatures"]]))
    known = issued.find(work, reading.sha256)
    word = verdicts.verdict(said, signatures, is_issued=known is not None and known.complete)
    return Verification(
        word,
        reading.sha256,
        signatures,
        tuple(said["empty"]),
        known.issued_at if known is not None else None,
        known.reference if known is not None else "",
    )


def _seen(stream: BinaryIO, trusted_pems: Sequence[str]) -> Mapping[str, Any]:
    if not _one_at_a_time.acquire(timeout=WAIT_SECONDS):
        raise TooMany("pdf_signatures.busy", retry_after_seconds=30)
    try:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".json") as handed:
            json.dump(list(trusted_pems), handed)
            handed.flush()
            answer = read_apart(_MODULE, stream, handed.name, seconds=MAX_SECONDS)
    except BoundReached:
        return {"refused": "too_large"}
    except MachineBusy:
        raise TooMany("pdf_signatures.busy", retry_after_seconds=30) from None
    finally:
        _one_at_a_time.release()
    said: Mapping[str, Any] = json.loads(answer)
    return said


def _revoked(work: Work, serials: Sequence[str]) -> dict[str, datetime]:
    """Return when which of these certificates were revoked: the platform's own list, as it is now."""
    revoked = select(Certificate.serial, Certificate.revoked_at).where(among(Certificate.serial, serials))
    return {serial: since for serial, since in work.session.execute(revoked) if since is not None}
