"""What a job may need beside its transaction: settings, stored files, the way to a phone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from forms import FileStore
from workflows.ground.settings import Settings


class SmsGateway(Protocol):
    """Hands one short message to an operator; raises when it could not."""

    def send(self, mobile: str, body: str, idempotency_key: str) -> None:
        """Send `body` to `mobile` (E.164), at most once for each key."""


@dataclass(frozen=True, slots=True)
class Services:
    """What handlers get of the platform, and nothing else of it."""

    settings: Settings
    files: FileStore
    sms_gateway: SmsGateway | None = None
