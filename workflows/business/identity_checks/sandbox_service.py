"""The client of the delivered sandbox: signed fields over HTTP, as identity services want them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast, get_args

from workflows.business.identity_checks.service import (
    CheckRequest,
    IdentityResult,
    ResultRefused,
    ResultState,
    ServiceAway,
)
from workflows.outside.letters import Correspondence, LetterRefused

_LONGEST = 200
_REASONS = {
    "NAME_MISMATCH": "identity_checks.name_mismatch",
    "FACE_MISMATCH": "identity_checks.face_mismatch",
    "CARD_MISMATCH": "identity_checks.card_mismatch",
    "REGISTER_MISMATCH": "identity_checks.register_mismatch",
    "CANCELLED": "identity_checks.cancelled",
}
"""What the platform calls the reasons that the service names; another one stays as it was said."""


@dataclass(frozen=True, slots=True)
class SandboxService:
    """The sandbox at `address`, to which the platform writes signed forms."""

    address: str
    letters: Correspondence
    name: str = "sandbox"

    def prepare(self, request: CheckRequest) -> str:
        """Return the signed address to which the person's browser goes."""
        fields = {
            "number": request.number,
            "person": request.person,
            "organisation": request.organisation,
            "credit_code": request.credit_code,
            "method": request.method,
            "purpose": request.purpose,
            "notify_url": request.notify_url,
            "return_url": request.return_url,
            "expires_at": request.expires_at.isoformat(),
        }
        return self.letters.link(f"{self.address}/check", fields)

    def parse_notice(self, raw: bytes) -> IdentityResult:
        """Return what a notice says. Raises: ResultRefused."""
        try:
            return _result(self.letters.read(raw))
        except (LetterRefused, ValueError) as error:
            raise ResultRefused(str(error)) from error

    def query(self, number: str) -> IdentityResult | None:
        """Return what the service knows of a check, None if nothing. Raises: ServiceAway."""
        try:
            fields = self.letters.ask(f"{self.address}/query", {"number": number})
            return _result(fields) if fields.get("result") == "ok" else None
        except (LetterRefused, ValueError) as error:
            raise ServiceAway(str(error)) from error


def _result(fields: Mapping[str, str]) -> IdentityResult:
    """Return what signed fields say of a check. Raises: ValueError: something is missing or impossible."""
    for name in ("number", "service_txn", "person", "credit_code", "method", "purpose"):
        if not 0 < len(fields.get(name, "")) <= _LONGEST:
            raise ValueError(f"Expected {name} of 1 to {_LONGEST} characters, but it is not.")
    if fields.get("state") not in get_args(ResultState):
        raise ValueError("Expected a state that is agreed, but it is another.")
    moment = datetime.fromisoformat(fields.get("occurred_at", ""))
    if moment.tzinfo is None:
        raise ValueError("Expected a moment with its zone, but it has none.")
    said = fields.get("reason", "")[:_LONGEST]
    return IdentityResult(
        fields["number"],
        fields["service_txn"],
        fields["person"],
        fields["credit_code"],
        fields["method"],
        fields["purpose"],
        cast("ResultState", fields["state"]),
        _REASONS.get(said, said),
        moment,
    )
