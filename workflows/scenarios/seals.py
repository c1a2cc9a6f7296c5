"""Seals of scenarios, made by an identity check that counts as passed."""

from __future__ import annotations

from workflows.business.identity_checks.models import IdentityCheck
from workflows.business.identity_checks.operations import begin_check
from workflows.business.identity_checks.services import SANDBOX
from workflows.business.seals.operations import make_seal
from workflows.ground.work import Work
from workflows.people.organisations.models import Organisation
from workflows.people.organisations.queries import organisation
from workflows.people.viewer_loader import viewer_of

PERSON = "张三"


def seal(work: Work, secret_key: str, organisation_id: str) -> None:
    """Give an organisation a seal as the actor, by a check of its legal person that has been passed."""
    row = work.session.get_one(Organisation, organisation_id)
    person = str(row.profile.get("legal_person") or PERSON)
    row.profile = {**row.profile, "legal_person": person}
    work.session.flush()
    viewer = viewer_of(work)
    own = organisation(work, viewer, organisation_id)
    number = begin_check(work, SANDBOX, own, person=person, person_role="legal_person")
    check = work.session.get_one(IdentityCheck, number)
    check.state, check.decided_at, check.next_ask_at = "passed", work.now, None
    work.session.flush()
    make_seal(work, viewer, secret_key, organisation_id, check_number=number)
