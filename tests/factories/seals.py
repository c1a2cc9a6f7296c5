"""Organisations with a seal, without walking to the identity service."""

from __future__ import annotations

from sqlalchemy import select

from tests.factories.people import viewer
from workflows.bootstrap import Platform
from workflows.business.identity_checks.models import IdentityCheck
from workflows.business.identity_checks.operations import begin_check
from workflows.business.identity_checks.values import PersonRole, Purpose
from workflows.business.seals.operations import make_seal
from workflows.people.organisations.models import Organisation
from workflows.people.organisations.queries import organisation


def passed_check(
    platform: Platform,
    user_id: str,
    organisation_id: str,
    person: str = "张三",
    person_role: PersonRole = "legal_person",
    purpose: Purpose = "seal",
    reference: str = "",
) -> str:
    """Return the number of a check that was passed just now, by somebody who acts for the organisation."""
    if person_role == "legal_person":
        names_legal_person(platform, organisation_id, person)
    with platform.begin(user_id) as work:
        own = organisation(work, viewer(platform, user_id), organisation_id)
        number = begin_check(
            work, "sandbox", own, person=person, person_role=person_role, purpose=purpose, reference=reference
        )
        row = work.session.get_one(IdentityCheck, number)
        row.state, row.decided_at, row.next_ask_at = "passed", work.now, None
    return number


def sealed(platform: Platform, user_id: str, organisation_id: str) -> str:
    """Give a certified organisation a seal that the platform has drawn; return its id."""
    return sealed_by(platform, user_id, organisation_id, passed_check(platform, user_id, organisation_id))


def sealed_by(platform: Platform, user_id: str, organisation_id: str, number: str) -> str:
    """Make the seal by a check that was passed; return its id."""
    with platform.begin(user_id) as work:
        return make_seal(
            work,
            viewer(platform, user_id),
            platform.settings.secret_key,
            organisation_id,
            check_number=number,
        )


def names_legal_person(platform: Platform, organisation_id: str, name: str) -> None:
    """Let the profile of an organisation name its legal person."""
    with platform.begin() as work:
        row = work.session.scalars(select(Organisation).where(Organisation.id == organisation_id)).one()
        row.profile = {**row.profile, "legal_person": name}
