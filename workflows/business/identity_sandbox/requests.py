"""What a client sends: fields that it has signed, read strictly."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.ground.errors import Invalid
from workflows.ground.signing_keys.operations import key_pair
from workflows.ground.signing_keys.signatures import is_signed
from workflows.ground.work import Work

CLIENT, CLIENT_KEY = "tongban", "identity client tongban"


def insist_on_client(work: Work, secret_key: str, fields: Mapping[str, str]) -> None:
    """Raise: Invalid: not signed by a known client."""
    public = key_pair(work, secret_key, CLIENT_KEY).public_pem
    if fields.get("client") != CLIENT or not is_signed(public, fields):
        raise Invalid("identity_sandbox.not_signed")
