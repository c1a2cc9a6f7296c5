"""The client of the delivered sandbox: signed fields over HTTP, as identity services want them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast, get_args
from urllib.parse import parse_qsl, urlencode, urlsplit

from workflows.business.identity_checks.service import (
    CheckRequest,
    IdentityResult,
    ResultRefused,
    ResultState,
    ServiceAway,
)
from workflows.ground.signing_keys.signatures import is_signed, signed
from workflows.outside.addresses import Unreachable
from workflows.outside.posting import NO_ANSWER, post

TIME_LIMIT_SECONDS = 10.0
MOST_FIELDS = 32
_LONGEST = 200
_REASONS = {
    "NAME_MISMATCH": "identity_checks.name_mismatch",
    "FACE_MISMATCH": "identity_checks.face_mismatch",
    "REGISTER_MISMATCH": "identity_checks.register_mismatch",
    "CANCELLED": "identity_checks.cancelled",
}
"""What the platform calls the reasons that the service names; another one stays as it was said."""


@dataclass(frozen=True, slots=True)
class SandboxService:
    """The sandbox at `address`, which knows the platform as `client`."""

    address: str
    client: str
    private_pem: str = field(repr=False)
    service_public_pem: str
    private_hosts: frozenset[str] = frozenset()
    name: str = "sandbox"

    def prepare(self, request: CheckRequest) -> str:
        """Return the signed address to which the person's browser goes."""
        fields = {
            "client": self.client,
            "number": request.number,
            "person": request.person,
            "organisation": request.organisation,
            "credit_code": request.credit_code,
            "notify_url": request.notify_url,
            "return_url": request.return_url,
            "expires_at": request.expires_at.isoformat(),
        }
        return f"{self.address}/check?{urlencode(signed(self.private_pem, fields))}"

    def parse_notice(self, raw: bytes) -> IdentityResult:
        """Return what a notice says. Raises: ResultRefused."""
        try:
            fields = dict(parse_qsl(raw.decode("ascii"), max_num_fields=MOST_FIELDS, strict_parsing=True))
        except ValueError as error:
            raise ResultRefused("Expected a form of named fields, but it cannot be read.") from error
        if not is_signed(self.service_public_pem, fields):
            raise ResultRefused("Expected the signature of the service, but it is not.")
        if fields.get("client") != self.client:
            raise ResultRefused("Expected a notice for this client, but it is for another.")
        try:
            return _result(fields)
        except ValueError as error:
            raise ResultRefused(str(error)) from error

    def query(self, number: str) -> IdentityResult | None:
        """Return what the service knows of a check, None if nothing. Raises: ServiceAway."""
        body = urlencode(signed(self.private_pem, {"client": self.client, "number": number}))
        host = urlsplit(self.address).hostname or ""
        try:
            answer = post(
                f"{self.address}/query",
                body.encode(),
                {"Content-Type": "application/x-www-form-urlencoded"},
                time_limit_seconds=TIME_LIMIT_SECONDS,
                private_hosts=self.private_hosts | {host},  # the address is the installation's own choice
            )
        except (Unreachable, *NO_ANSWER) as error:
            raise ServiceAway(f"{type(error).__name__}: {error}"[:300]) from error
        if answer.status != 200 or answer.body is None:
            raise ServiceAway(f"Expected an answer of the service, but its status is {answer.status}.")
        fields = dict(parse_qsl(answer.body.decode("ascii", "replace"), max_num_fields=MOST_FIELDS))
        if not is_signed(self.service_public_pem, fields):
            raise ServiceAway("Expected an answer signed by the service, but it is not.")
        if fields.get("result") != "ok":
            return None
        try:
            return _result(fields)
        except ValueError as error:
            raise ServiceAway(str(error)) from error


def _result(fields: Mapping[str, str]) -> IdentityResult:
    """Return what signed fields say of a check. Raises: ValueError: something is missing or impossible."""
    for name in ("number", "service_txn", "person", "credit_code"):
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
        cast("ResultState", fields["state"]),
        _REASONS.get(said, said),
        moment,
    )
