"""What was done and what was changed, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from web.contracts.labels import PARTIES
from web.contracts.labels import STATES as CONTRACT_STATES
from web.filters import SHANGHAI
from web.i18n import locale_tag
from web.wallet.labels import CARD_STATES
from workflows.administration.values import AuditView
from workflows.approvals.cases.views import shown_names
from workflows.ground.reasons import in_words
from workflows.ground.settings_store.definitions import SETTINGS
from workflows.ground.work import Work
from workflows.people.organisations.group_names import group_names
from workflows.people.organisations.menus import MENUS

ACTIONS: dict[str, Any] = {
    "user.created": _l("Created an account"),
    "user.renamed": _l("Changed a name"),
    "user.groups_changed": _l("Changed roles"),
    "user.leads_changed": _l("Changed the groups that the user leads"),
    "user.locked": _l("Locked an account"),
    "user.unlocked": _l("Unlocked an account"),
    "user.signed_out": _l("Signed somebody out everywhere"),
    "user.failures_forgotten": _l("Lifted the block after failed sign-ins"),
    "second_factor.enabled": _l("Switched a second factor on"),
    "second_factor.disabled": _l("Switched a second factor off"),
    "second_factor.codes_renewed": _l("Renewed recovery codes"),
    "second_factor.recovery_code_used": _l("Signed in with a recovery code"),
    "second_factor.reset": _l("Reset a second factor"),
    "user.password_reset": _l("Reset a password"),
    "payment_password.set": _l("Set a payment password"),
    "payment_password.changed": _l("Changed a payment password"),
    "payment_password.locked": _l("Locked a payment password after wrong attempts"),
    "account.closing_asked": _l("Asked to have the account closed"),
    "account.closing_taken_back": _l("Took back the closing of the account"),
    "account.closing_refused": _l("The account was not closed: something stood in the way"),
    "account.closed": _l("Closed the account for good, as its owner had asked"),
    "account.closed_by_administrator": _l("Closed the account for good"),
    "organisation.closed": _l("Ended an organisation whose legal person closed the account"),
    "sub_account.left": _l("Left the organisation; the sub-account is closed"),
    "consultant.left": _l("Left a provider as its consultant"),
    "expert.left": _l("Stepped down as an expert"),
    "personal_data.asked": _l("Asked for a copy of their personal data"),
    "personal_data.fetched": _l("Saved the copy of their personal data"),
    "task.reassigned": _l("Gave a task to another person"),
    "absence.set": _l("Set an absence with a deputy"),
    "absence.confirmed": _l("Confirmed an absence"),
    "absence.ended": _l("Ended an absence"),
    "member.joined": _l("Joined an organisation"),
    "member.changed": _l("Changed somebody's place in an organisation"),
    "member.left": _l("Left an organisation"),
    "sub_account.created": _l("Made a sub-account"),
    "sub_account.changed": _l("Changed a sub-account"),
    "sub_account.deleted": _l("Deleted a sub-account"),
    "sub_account.password_reset": _l("Reset the password of a sub-account"),
    "agent.appointed": _l("Named an agent"),
    "agent.invited_again": _l("Sent an agent the invitation again"),
    "agent.accepted": _l("Became the agent of an organisation"),
    "agent.ended": _l("Ended an agent"),
    "consultant.invited": _l("Invited a consultant"),
    "consultant.invited_again": _l("Sent an invitation again"),
    "consultant.ended": _l("Ended the link of a consultant"),
    "expert.invited_again": _l("Sent an expert the link again"),
    "expert.suspended": _l("Suspended an expert"),
    "expert.active": _l("Let a suspended expert act again"),
    "expert.ended": _l("Ended the enrolment of an expert"),
    "bank_card.added": _l("Added a bank card"),
    "bank_card.certified": _l("A bank card was certified"),
    "bank_card.failed": _l("A bank card could not be certified"),
    "bank_card.locked": _l("Locked a bank card after wrong amounts"),
    "bank_card.expired": _l("The verification of a bank card ran out"),
    "bank_card.withdrawn": _l("Took back a bank card that was being checked"),
    "bank_card.removed": _l("Removed a bank card"),
    "contract.offered": _l("Sent a contract to the other party"),
    "contract.agreed": _l("Agreed to a contract"),
    "contract.returned": _l("Returned a contract with remarks"),
    "contract.refused": _l("Refused a contract"),
    "contract.withdrawn": _l("Withdrew a contract"),
    "contract.expired": _l("A contract was not signed in time"),
    "contract.signed": _l("Signed a contract"),
    "contract.evidence_made": _l("Made the certificate of evidence of a contract"),
    "contract.scan_submitted": _l("Submitted the scan of a signed contract"),
    "contract.scan_returned": _l("Returned the scan of a signed contract"),
    "contract.confirmed": _l("Confirmed the scan of a signed contract"),
    "contract_template.published": _l("Published a contract template"),
    "seal.made": _l("Made the seal of an organisation"),
    "seal.revoked": _l("Revoked the seal of an organisation"),
    "region.added": _l("Added a region"),
    "region.renamed": _l("Renamed a region"),
    "region.retired": _l("Retired a region"),
    "region.restored": _l("Brought a region back"),
    "region.window_opened": _l("Opened a window"),
    "region.window_closed": _l("Closed a window"),
    "cluster.added": _l("Added an industry cluster"),
    "cluster.changed": _l("Changed an industry cluster"),
    "service.added": _l("Registered an outside service"),
    "service.changed": _l("Changed an outside service"),
    "service.retired": _l("Took an outside service out of use"),
    "service.restored": _l("Brought an outside service back into use"),
    "settings.changed": _l("Changed settings"),
    "process.deployed": _l("Deployed a version of a process"),
    "process.retired": _l("Retired a process"),
    "process.revived": _l("Brought a process back"),
    "process.made_current": _l("Made a version current"),
    "draft.created": _l("Began a draft of a process"),
    "draft.renamed": _l("Renamed a draft of a process"),
    "draft.commented": _l("Commented on a draft of a process"),
    "draft.comment_solved": _l("Marked a comment on a draft as solved"),
    "draft.comment_reopened": _l("Opened a comment on a draft again"),
    "draft.deleted": _l("Deleted a draft of a process"),
    "job.retried": _l("Tried a job of the platform again"),
    "case.retried": _l("Tried again what had failed"),
    "case.corrected": _l("Corrected variables of a case"),
    "case.moved": _l("Moved a case to another step"),
    "case.cancelled": _l("Ended a case"),
    "case.suspended": _l("Suspended a case"),
    "case.resumed": _l("Let a suspended case go on"),
    "case.migrated": _l("Took a case to another version"),
    "announcement.written": _l("Wrote a notice"),
    "announcement.changed": _l("Changed a notice"),
    "announcement.published": _l("Published a notice"),
    "announcement.withdrawn": _l("Withdrew a notice"),
    "enquiry.taken_down": _l("Took a published question down"),
    "gathering.written": _l("Wrote an activity"),
    "gathering.changed": _l("Changed an activity"),
    "gathering.published": _l("Published an activity"),
    "gathering.cancelled": _l("Cancelled an activity"),
    "survey.written": _l("Wrote a survey"),
    "survey.changed": _l("Changed a survey"),
    "survey.published": _l("Published a survey"),
    "survey.ended": _l("Ended a survey"),
    "survey.deleted": _l("Deleted the draft of a survey"),
    "voucher.given_up": _l("Gave a voucher up"),
}

SUBJECTS: dict[str, Any] = {
    "organisation": _l("Organisation"),
    "user": _l("Account"),
    "expert": _l("Expert"),
    "agent": _l("Designated agent"),
    "consultant": _l("Consultant"),
    "bank_card": _l("Bank card"),
    "contract": _l("Contract"),
    "contract_template": _l("Contract template"),
    "seal": _l("Seal"),
    "region": _l("Region"),
    "cluster": _l("Industry cluster"),
    "service": _l("Outside service"),
    "settings": _l("Settings"),
    "process": _l("Process"),
    "draft": _l("Draft of a process"),
    "case": _l("Case"),
    "job": _l("Job of the platform"),
    "announcement": _l("Notice"),
    "enquiry": _l("Published question"),
    "gathering": _l("Activity"),
    "survey": _l("Survey"),
    "voucher": _l("Voucher"),
}

FIELDS: dict[str, Any] = {
    "full_name": _l("Name"),
    "tail": _l("Last four digits"),
    "holder": _l("Account holder"),
    "party": _l("Party"),
    "remarks": _l("Remarks"),
    "mobile": _l("Mobile number"),
    "email": _l("E-mail"),
    "groups": _l("Roles"),
    "position": _l("Position"),
    "menus": _l("Permissions"),
    "name": _l("Name"),
    "leads": _l("Leads"),
    "locked": _l("Locked"),
    "password_locked": _l("Payment password locked"),
    "name_zh": _l("Name in Chinese"),
    "name_en": _l("Name in English"),
    "active": _l("In use"),
    "has_window": _l("Has a window"),
    "region": _l("Region"),
    "state": _l("State"),
    "title_zh": _l("Title"),
    "body_zh": _l("Text"),
    "title_en": _l("Title in English"),
    "body_en": _l("Text in English"),
    "pinned": _l("Pinned"),
    "reason": _l("Reason"),
    "version": _l("Version"),
    "source": _l("Deployed from"),
    "operator": _l("Command line of"),
    "in_use": _l("In use"),
    "code": _l("Cause"),
    "element": _l("Step"),
    "step": _l("Step"),
    "assignee": _l("Holder"),
    "deputy": _l("Deputy"),
    "starts_at": _l("From"),
    "ends_at": _l("Until"),
    "set_by": _l("Set by"),
    "confirmed_by": _l("Confirmed by"),
    "ended_by": _l("Ended by"),
    "mapping": _l("Steps that stand for others"),
    "address": _l("Address"),
    "secret": _l("Secret"),
    "time_limit_seconds": _l("Time limit of one call, seconds"),
    "patience_hours": _l("A step waits at most, hours"),
    "request_schema": _l("What is sent (JSON Schema)"),
    "answer_schema": _l("What comes back (JSON Schema)"),
    "stand_in": _l("Stand-in"),
    "seal_code": _l("Code of the seal"),
    "seal_picture": _l("Picture of the seal"),
    "certificate": _l("Certificate"),
    "person": _l("Identity proved by"),
    "venue": _l("Venue"),
    "places": _l("Places"),
    "sign_up_until": _l("Sign up until"),
    "opens_at": _l("Opens at"),
    "closes_at": _l("Closes at"),
    "one_per_company": _l("One answer per company"),
}

_MOMENTS = frozenset({"starts_at", "ends_at", "sign_up_until", "opens_at", "closes_at"})
PEOPLE = ("assignee", "deputy", "set_by", "confirmed_by", "ended_by")
"""Fields that hold the id of a person."""

STATES: dict[str, Any] = {
    "draft": _l("Draft"),
    "published": _l("Published"),
    "withdrawn": _l("Taken down"),
    "cancelled": _l("Cancelled"),
    "invited": _l("Invited"),
    "accepted": _l("Accepted"),
    "in_review": _l("In review"),
    "returned": _l("Returned"),
    "active": _l("Active"),
    "suspended": _l("Suspended"),
    "ended": _l("Ended"),
    "revoked": _l("Revoked"),
}

STATES_OF: dict[str, dict[str, Any]] = {
    kind: {state: label for state, (label, _tone) in states.items()}
    for kind, states in (("bank_card", CARD_STATES), ("contract", CONTRACT_STATES))
}
"""What the states of these subjects are called where they have words of their own."""


SEAL_PICTURES = {"drawn": _l("Drawn by the platform"), "uploaded": _l("Uploaded")}


class ShownChange(NamedTuple):
    """One value that an action changed."""

    label: str
    before: str
    after: str


def shown_changes(work: Work, entries: Iterable[AuditView]) -> dict[str, list[ShownChange]]:
    """Return what each entry changed, by its id, in the language of the request; at most three statements."""
    entries = list(entries)
    groups = {
        group
        for entry in entries
        for side in (entry.before, entry.after)
        for group in (*side.get("groups", ()), *side.get("leads", ()))
    }
    sides = [side for entry in entries for side in (entry.before, entry.after)]
    people = {side[key] for side in sides for key in PEOPLE if side.get(key)}
    names = {**group_names(work, groups, locale_tag()), **shown_names(work, people)}
    return {entry.id: _changes(entry, names) for entry in entries}


def _changes(entry: AuditView, names: Mapping[str, str]) -> list[ShownChange]:
    keys = [key for key in (*FIELDS, *SETTINGS) if key in entry.before or key in entry.after]
    if entry.action == "case.corrected":  # there the variables have names that an analyst gave
        keys += [key for key in entry.after if key not in keys]
    states = STATES | STATES_OF.get(entry.subject_kind, {})
    before, after = (
        [_value(key, side.get(key), names, states) for key in keys] for side in (entry.before, entry.after)
    )
    return [
        ShownChange(*each)
        for each in zip(map(_label, keys), before, after, strict=True)
        if each[1] != each[2]  # what an action notes but did not change says nothing
    ]


def _label(key: str) -> str:
    return SETTINGS[key].label(locale_tag()) if key in SETTINGS else str(FIELDS.get(key, key))


def _one(key: str, one: str, names: Mapping[str, str]) -> str:
    if key == "menus" and one in MENUS:
        return MENUS[one].name(locale_tag())
    return names.get(one, one)


def _value(key: str, value: object, names: Mapping[str, str], states: Mapping[str, Any]) -> str:
    if value is None or value in ("", []):
        return "—"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return str(_(", ")).join(_one(key, str(one), names) for one in value)
    if key in _MOMENTS:
        return f"{datetime.fromisoformat(str(value)).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    if key in PEOPLE:
        return names.get(str(value), str(value))
    if key == "reason":
        return in_words(str(value)).say(locale_tag())
    if key == "seal_picture":
        return str(SEAL_PICTURES.get(str(value), value))
    if key == "party":
        return str(PARTIES.get(str(value), value))
    return str(states.get(str(value), value) if key == "state" else value)
