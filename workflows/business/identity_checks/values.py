"""What crosses the border of this domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from forms import Text

CheckState = Literal["waiting", "passed", "refused", "cancelled", "expired"]
PersonRole = Literal["legal_person", "agent"]
Method = Literal["face", "bank_card"]
METHOD_NAMES: Mapping[Method, Text] = {
    "face": Text("人脸核验", "Face"),
    "bank_card": Text("银行卡四要素核验", "Bank card: name, identity card, card and mobile number"),
}
"""How the service checks who somebody is; what is typed or shown for it stays at the service."""
Purpose = Literal["seal", "signing"]
PURPOSE_NAMES: Mapping[Purpose, Text] = {
    "seal": Text("制作企业签章", "Making the seal"),
    "signing": Text("签署合同", "Signing a contract"),
}
"""What a check is for; it counts for nothing else."""
Outcome = Literal["passed", "ended", "noted", "repeated", "late", "contradicted", "unknown"]
"""What follows from what a service says: passed; ended otherwise; nothing yet; it was known; it is decided
already; it is about somebody else; there is no such check."""


@dataclass(frozen=True, slots=True)
class CheckView:
    """A check as its organisation sees it; times aware UTC.

    `reference`: what it is for, of its purpose: the id of the contract that is signed, else "".
    `is_usable`: it still counts, once.
    """

    number: str
    organisation_id: str
    organisation_name: str
    credit_code: str
    person_role: PersonRole
    person: str
    method: Method
    purpose: Purpose
    reference: str
    state: CheckState
    reason: str
    started_at: datetime
    expires_at: datetime
    decided_at: datetime | None
    is_usable: bool
