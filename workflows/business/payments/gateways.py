"""Which gateways an installation has. The demonstration has the sandbox that comes with it."""

from __future__ import annotations

from workflows.business.payments.gateway import PaymentGateway
from workflows.business.payments.sandbox_gateway import SandboxGateway
from workflows.ground.errors import InvalidState
from workflows.ground.settings import Settings
from workflows.ground.signing_keys.operations import key_pair
from workflows.ground.work import Work
from workflows.outside.letters import Correspondence

SANDBOX = "sandbox"
MERCHANT = "tongban"
MERCHANT_KEY, GATEWAY_KEY = "merchant tongban", "payment sandbox"
"""Owners of the key pairs: the platform signs with its own, and of the sandbox's it uses the public half."""

NOTICES = "/payments/notices"
"""Where gateways send their notices, before the name of the gateway."""


def is_open(settings: Settings) -> bool:
    """Tell whether anything can be paid online in this installation."""
    return settings.demonstration


def breaker_of(gateway_name: str) -> str:
    """Return the name of the breaker that all questions to a gateway share."""
    return f"payment gateway {gateway_name}"


def gateway_named(work: Work, settings: Settings, name: str) -> PaymentGateway:
    """Return a gateway with the keys of both sides. Raises: InvalidState: this installation has none such."""
    if name != SANDBOX or not is_open(settings):
        raise InvalidState("payments.no_gateway")
    letters = Correspondence(
        own_name=("merchant", MERCHANT),
        private_pem=key_pair(work, settings.secret_key, MERCHANT_KEY).private_pem,
        their_public_pem=key_pair(work, settings.secret_key, GATEWAY_KEY).public_pem,
        private_hosts=settings.service_private_hosts,
    )
    return SandboxGateway(f"{settings.base_url}/sandbox", letters)
