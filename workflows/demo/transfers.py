"""A recharge by transfer that waits for finance, reported by the first enterprise."""

from __future__ import annotations

import io
from datetime import timedelta

from forms import FileStore
from workflows.approvals.cases import submitting
from workflows.demo.pictures import sample_paper
from workflows.files.operations import store
from workflows.ground.clock import SHANGHAI
from workflows.ground.work import Work
from workflows.people.organisations.queries import organisations_of
from workflows.people.viewer_loader import viewer_of

OWNER = "enterprise1"
PROCESS = "offline_recharge"
YUAN, ACCOUNT = "20000.00", "4300 0629 0110 0088 123"


def report_transfer(work: Work, files: FileStore, owner_id: str) -> None:
    """Report a transfer of yesterday, as the person who binds the enterprise."""
    viewer, (own, *_) = viewer_of(work), organisations_of(work, owner_id)
    day = (work.now.astimezone(SHANGHAI) - timedelta(days=1)).date().isoformat()
    lines = [
        ("付款人", "Payer", str(own.number)),
        ("账号", "Account", ACCOUNT),
        ("金额", "Amount", YUAN),
        ("日期", "Day", day),
    ]
    picture = sample_paper(lines)
    slip = store(
        work, files, viewer, io.BytesIO(picture), name="转账回单.png", profile="scan", organisation_id=own.id
    )  # fmt: skip
    said = {
        "platform_account": "main", "amount": YUAN, "paid_on": day, "payer_name": own.name,
        "payer_account": ACCOUNT, "slip": [dict(slip.descriptor)], "note": None,
    }  # fmt: skip
    submitting.submit(work, viewer, PROCESS, said, organisation_id=own.id)
