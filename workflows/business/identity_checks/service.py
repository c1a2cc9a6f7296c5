"""What the platform asks of an identity service, whichever it is.

`prepare` and `parse_notice` ask nobody. `query` waits for the service: it is called outside of every
transaction, by a job whose queue and time limit are those of services outside. The number of anybody's
identity card is typed at the service alone and never comes here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from workflows.business.identity_checks.values import Method, Purpose

ResultState = Literal["pending", "passed", "refused", "cancelled", "expired"]


class ResultRefused(Exception):
    """A notice that the service has not signed, or that cannot be read: nothing follows from it."""


class ServiceAway(Exception):
    """The service did not answer, or not as agreed; the text says why. Asking again may help."""


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """Who is to be checked, how, for which organisation and purpose. `notify_url` gets the notices.

    To `return_url` the person's browser comes back.
    """

    number: str
    person: str
    organisation: str
    credit_code: str
    method: Method
    purpose: Purpose
    notify_url: str
    return_url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class IdentityResult:
    """What a service says of a check, in a signed notice or asked for. `person`: whose identity was proved,
    by which `method`, and for which `purpose` they were told it is.

    `reason` says why it was refused: the code of a sentence of the platform's, or the service's own words.
    """

    number: str
    service_txn: str
    person: str
    credit_code: str
    method: str
    purpose: str
    state: ResultState
    reason: str
    occurred_at: datetime


class IdentityService(Protocol):
    """One service, with the keys of both sides."""

    @property
    def name(self) -> str:
        """By which checks and notices name it."""

    def prepare(self, request: CheckRequest) -> str:
        """Return the signed address to which the person's browser goes."""

    def parse_notice(self, raw: bytes) -> IdentityResult:
        """Return what a notice says. Raises: ResultRefused."""

    def query(self, number: str) -> IdentityResult | None:
        """Return what the service knows of a check, None if nothing. Raises: ServiceAway."""
