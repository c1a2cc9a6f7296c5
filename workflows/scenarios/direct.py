"""What scenarios of direct demands need: a certified provider that is addressed, and what it notes."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from workflows.approvals.models import Case
from workflows.business.direct_demands import direct_lifecycle, operations
from workflows.ground.work import Work
from workflows.people.viewer_loader import viewer_of
from workflows.scenarios import subjects

SUBJECTS = frozenset({direct_lifecycle.SUBJECT})


def begin(work: Work, seller: str, data: Mapping[str, Any], chance: random.Random) -> str:
    """Certify the provider of a user and send it a direct demand as the actor; return the id of the case."""
    provider_id = subjects.provider_of(work, seller, chance)
    number = operations.send(work, viewer_of(work), "provider", provider_id, data)
    return work.session.scalars(select(Case.id).where(Case.number == number)).one()


def take_step(work: Work, case_id: str, said: Mapping[str, Any]) -> None:
    """Let the actor note something about the direct demand of a case."""
    number = work.session.get_one(Case, case_id).number
    operations.take_step(work, viewer_of(work), number, said["does"], str(said.get("reason") or ""))
