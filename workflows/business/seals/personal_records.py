"""The seals that a person made for an organisation, for the copy of their data."""

from __future__ import annotations

from sqlalchemy import select

from workflows.business.seals.models import Seal
from workflows.people.personal_data import PersonalRecords, columns, rows_of

RECORDS = (
    PersonalRecords(
        "seals", "制作的电子印章", "Seals made",
        columns(
            ("number", "编号", "Number"), ("name", "印章名称", "Name"),
            ("person", "核验人", "Checked person"), ("state", "状态", "State"),
            ("made_at", "制作时间", "Made"), ("ended_at", "失效时间", "Ended"),
        ),
        rows_of(
            lambda user_id: select(
                Seal.number, Seal.name, Seal.person, Seal.state, Seal.made_at, Seal.ended_at
            )
            .where(Seal.made_by == user_id)
            .order_by(Seal.id)
        ),
    ),
)  # fmt: skip
