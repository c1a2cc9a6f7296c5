"""Which identity services an installation has. The demonstration has the sandbox that comes with it."""

from __future__ import annotations

from workflows.business.identity_checks.sandbox_service import SandboxService
from workflows.business.identity_checks.service import IdentityService
from workflows.ground.errors import InvalidState
from workflows.ground.settings import Settings
from workflows.ground.signing_keys.operations import key_pair
from workflows.ground.work import Work
from workflows.outside.letters import Correspondence

SANDBOX = "sandbox"
CLIENT = "tongban"
CLIENT_KEY, SERVICE_KEY = "identity client tongban", "identity sandbox"
"""Owners of the key pairs: the platform signs with its own, and of the sandbox's it uses the public half."""


def is_open(settings: Settings) -> bool:
    """Tell whether anybody can prove who they are in this installation."""
    return settings.demonstration


def service_named(work: Work, settings: Settings, name: str) -> IdentityService:
    """Return a service with the keys of both sides. Raises: InvalidState: this installation has none such."""
    if name != SANDBOX or not is_open(settings):
        raise InvalidState("identity_checks.no_service")
    letters = Correspondence(
        own_name=("client", CLIENT),
        private_pem=key_pair(work, settings.secret_key, CLIENT_KEY).private_pem,
        their_public_pem=key_pair(work, settings.secret_key, SERVICE_KEY).public_pem,
        private_hosts=settings.service_private_hosts,
    )
    return SandboxService(f"{settings.base_url}/sandbox/identity", letters)
