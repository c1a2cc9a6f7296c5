"""The words of contracts, with the tones of their badges."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

STATES: dict[str, tuple[Any, str]] = {
    "drafting": (_l("Being drafted"), "info"),
    "offered": (_l("Waiting for the enterprise's answer"), "warning"),
    "provider_signs": (_l("Waiting for the provider's signature"), "warning"),
    "enterprise_signs": (_l("Waiting for the enterprise's signature"), "warning"),
    "paper_due": (_l("Waiting for the scan"), "warning"),
    "paper_offered": (_l("Scan to be checked"), "warning"),
    "signed": (_l("In force"), "success"),
    "abandoned": (_l("Not concluded"), "secondary"),
}
STEPS: dict[str, Any] = {
    "drafting": _l("Draft the contract"),
    "offered": _l("Answer the draft"),
    "provider_signs": _l("Sign the contract"),
    "enterprise_signs": _l("Sign the contract"),
    "paper_due": _l("Hand in the scan"),
    "paper_offered": _l("Check the scan"),
}
"""What whoever's turn it is has to do."""
ANSWERS: dict[str, tuple[Any, str]] = {
    "": (_l("Waiting for an answer"), "info"),
    "agreed": (_l("Agreed"), "success"),
    "returned": (_l("Returned with remarks"), "warning"),
    "refused": (_l("Refused"), "danger"),
}
PARTIES: dict[str, Any] = {"provider": _l("Party B (provider)"), "enterprise": _l("Party A (enterprise)")}
WAYS: dict[str, Any] = {"online": _l("Online, with seals"), "paper": _l("On paper")}
PAYMENTS: dict[str, Any] = {
    "full": _l("In one payment before the start"),
    "instalments": _l("Deposit before the start, balance at the end"),
}
RELEASES: dict[str, Any] = {
    "milestones": _l("With each milestone, as far as it is in escrow"),
    "end": _l("All at once after the last milestone"),
}
PROOFS: dict[str, Any] = {"sms": _l("Code by SMS"), "identity": _l("Check by the identity service")}
"""How the person who signed has shown who they are."""
DOCUMENTS: dict[str, Any] = {
    "text": _l("Agreed text"),
    "signed": _l("Signed file"),
    "scan": _l("Scan"),
    "supplement": _l("Supplement"),
    "invoice": _l("Invoice"),
}
SIGNED = (_l("Signed by the provider"), _l("Signed by both"))
"""The files of an online contract that are signed, in their order."""
PARTS: dict[str, Any] = {
    "title": _l("Title"),
    "milestones": _l("Milestones"),
    "payment": _l("Deposit"),
    "release": _l("When the provider is paid"),
}
TEMPLATE_STATES: dict[str, tuple[Any, str]] = {
    "draft": (_l("Draft"), "info"),
    "published": (_l("Published"), "success"),
    "retired": (_l("Replaced"), "secondary"),
}
VARIABLE_KINDS: dict[str, Any] = {
    "text": _l("Short text"),
    "long_text": _l("Long text"),
    "number": _l("Number"),
    "date": _l("Date"),
}
