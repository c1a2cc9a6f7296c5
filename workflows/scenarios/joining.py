"""What scenarios of people who join need: a link out of a mail, who accepts it, who ends it."""

from __future__ import annotations

import random
import re

from sqlalchemy import select

from workflows.approvals.models import Case
from workflows.business.consultants import operations as consultants
from workflows.business.consultants.models import Consultant
from workflows.business.experts import operations as experts
from workflows.business.experts.models import Enrolment
from workflows.ground.work import Work
from workflows.outbox.models import Mail
from workflows.people.identity.queries import account
from workflows.people.invitations.accepting import accept
from workflows.people.organisations import operations as organisations
from workflows.people.viewer_loader import viewer_of
from workflows.scenarios.form_samples import credit_code

_TOKEN = re.compile(r"/invitations/([\w-]+)")


def begin(work: Work, process_id: str, data: dict[str, object], *, organisation_id: str | None) -> str:
    """Begin the case of somebody who joins, as the actor; return its id."""
    viewer = viewer_of(work)
    if process_id == consultants.PROCESS and organisation_id is not None:
        name, email = str(data["name"]), str(data["email"])
        link = consultants.invite(work, viewer, organisation_id, name=name, email=email)
        return str(work.session.get_one(Consultant, link).case_id)
    if organisation_id is not None:
        return experts.apply_for(work, viewer, organisation_id, data).id
    return experts.apply(work, viewer, data).id


def certify_provider(work: Work, organisation_id: str, chance: random.Random) -> None:
    """Certify the provider for whom somebody joins."""
    code = credit_code("430100", chance.randrange(1_000_000))
    certified = {"name": "湘江检测有限公司", "credit_code": code}
    organisations.application_submitted(work, organisation_id, certified)
    organisations.certify(work, organisation_id, certified)


def last_token(work: Work, user_id: str) -> str:
    """Return the token of the link that was mailed to a person last."""
    address = account(work, user_id).email
    mails = select(Mail.body).where(Mail.to_address == address).order_by(Mail.id.desc())
    matches = [_TOKEN.search(body or "") for body in work.session.scalars(mails)]
    return next((match[1] for match in matches if match), "no mail")


def accept_as_actor(work: Work, token: str) -> None:
    """Accept an invitation with the actor's own account."""
    accept(work, viewer_of(work), token)


def send_again(work: Work, case_id: str, organisation_id: str) -> None:
    """Send the link of a case again."""
    case = work.session.get_one(Case, case_id)
    again = consultants.resend if case.process_id == consultants.PROCESS else experts.resend
    again(work, viewer_of(work), organisation_id, str(case.subject_id))


def end_link(work: Work, case_id: str, organisation_id: str, reason: str) -> None:
    """End a consultant's link from the side of the provider."""
    link = str(work.session.get_one(Case, case_id).subject_id)
    consultants.end(work, viewer_of(work), organisation_id, link, reason)


def standing(work: Work, case_id: str) -> str:
    """Return how the link or the enrolment of a case stands."""
    case = work.session.get_one(Case, case_id)
    if case.process_id == consultants.PROCESS:
        return work.session.get_one(Consultant, case.subject_id).state
    return work.session.get_one(Enrolment, case.subject_id).state
