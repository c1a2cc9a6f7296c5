"""What scenarios of filed deals need: a certified customer, what it says, and how both sides rate."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any, cast

from workflows.approvals.models import Case
from workflows.business.filed_deals import deal_lifecycle, operations
from workflows.business.filed_deals.values import Answer
from workflows.business.ratings.operations import rate
from workflows.business.ratings.values import CRITERIA, MOST_STARS, RatingDraft
from workflows.ground.work import Work
from workflows.people.organisations import operations as organisations
from workflows.people.viewer_loader import viewer_of
from workflows.scenarios import subjects
from workflows.scenarios.form_samples import credit_code

SUBJECTS = frozenset({deal_lifecycle.SUBJECT})
CUSTOMER = "buyer"


def filled(work: Work, customer: str, chance: random.Random) -> dict[str, Any]:
    """Certify the enterprise of a user as the customer; return what the form says of it."""
    enterprise_id = organisations.begin_organisation(work, "enterprise", customer)
    code = credit_code("430100", chance.randrange(1_000_000))
    subjects.certify(work, enterprise_id, name="湘江重工机械有限公司", credit_code=code, region="430100")
    return {"customer_code": code, "product_number": ""}


def take_step(work: Work, case_id: str, said: Mapping[str, Any]) -> None:
    """Let the actor answer or rate on the page of the deal of a case."""
    viewer, number = viewer_of(work), work.session.get_one(Case, case_id).number
    words = str(said.get("reason") or "")
    if said["does"] == "rate":
        draft = RatingDraft(dict.fromkeys(CRITERIA, MOST_STARS), words)
        rate(work, viewer, number, draft)
    else:
        operations.answer(work, viewer, number, cast("Answer", said["does"]), words)
