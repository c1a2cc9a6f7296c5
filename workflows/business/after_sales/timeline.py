"""What was said and decided in a case, with the files that came with it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from forms.uploads import clean_name, name_for
from workflows.business.after_sales.models import AfterSalesCase, AfterSalesEntry, AfterSalesFile
from workflows.business.orders.values import Party
from workflows.files.sent_files import CheckedFile
from workflows.ground.work import Work


def note(
    work: Work,
    row: AfterSalesCase,
    side: Party,
    kind: str,
    said: str = "",
    *,
    amount_fen: int | None = None,
    files: Sequence[CheckedFile] = (),
) -> None:
    """Add an entry to a case, with its files."""
    entry = AfterSalesEntry(
        after_sales_case_id=row.id, at=work.now, side=side, actor=work.actor, kind=kind, note=said,
        amount_fen=amount_fen,
    )  # fmt: skip
    work.session.add(entry)
    work.session.flush()
    work.session.add_all(
        AfterSalesFile(
            entry_id=entry.id, name=name_for(clean_name(one.name), one.content_type),
            content_type=one.content_type, size_bytes=len(one.content),
            sha256=sha256(one.content).hexdigest(), content=one.content,
        )
        for one in files
    )  # fmt: skip
    work.session.flush()
