"""Files that the provider hands in with a report: attached one after the other, then reported with it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from sqlalchemy import delete, select, update

from forms.uploads import clean_name, name_for
from workflows.business.orders.models import OrderFile, OrderReport, ServiceOrder
from workflows.business.orders.order_lifecycle import locked
from workflows.business.orders.policy import MENU, may_see, side_of
from workflows.business.orders.values import OrderFileView
from workflows.files.sent_files import SentFile, checked
from workflows.ground.errors import Conflict, NotFound
from workflows.ground.work import Work
from workflows.people.viewer import Viewer, require


def attach(work: Work, viewer: Viewer, number: str, files: Sequence[SentFile]) -> None:
    """Add files to what the provider is going to report.

    Raises: NotFound; Forbidden; Conflict: nothing is to be reported now; Invalid: at the files; TooMany.
    """
    row = _held(work, viewer, number)
    for one in checked(files, already=len(attached(work, row))):
        work.session.add(
            OrderFile(
                order_id=row.id, name=name_for(clean_name(one.name), one.content_type),
                content_type=one.content_type, size_bytes=len(one.content),
                sha256=sha256(one.content).hexdigest(), content=one.content, added_by=work.actor,
                added_at=work.now,
            )
        )  # fmt: skip
    work.session.flush()


def remove(work: Work, viewer: Viewer, number: str, file_id: str) -> None:
    """Take an attached file away again; what was reported stays. Raises: as `attach`."""
    row = _held(work, viewer, number)
    mine = OrderFile.order_id == row.id, OrderFile.report_id.is_(None)
    work.session.execute(delete(OrderFile).where(OrderFile.id == file_id, *mine))


def _held(work: Work, viewer: Viewer, number: str) -> ServiceOrder:
    row = locked(work, number=number)
    if side_of(viewer, row) is None:
        raise NotFound("orders.not_found")
    require(viewer.may(row.provider_id, MENU), "orders.not_yours")
    if row.pending or row.state != "in_service":
        raise Conflict("orders.not_now")
    return row


def attached(work: Work, row: ServiceOrder) -> tuple[OrderFileView, ...]:
    """Return the files that wait for the next report."""
    rows = select(OrderFile).where(OrderFile.order_id == row.id, OrderFile.report_id.is_(None))
    return tuple(map(view_of, work.session.scalars(rows.order_by(OrderFile.added_at, OrderFile.id))))


def take_up(work: Work, report: OrderReport) -> None:
    """Let the attached files belong to a report."""
    mine = OrderFile.order_id == report.order_id, OrderFile.report_id.is_(None)
    work.session.execute(update(OrderFile).where(*mine).values(report_id=report.id))


def of_order(work: Work, row: ServiceOrder) -> dict[str, list[OrderFileView]]:
    """Return {id of a report: its files}; one statement."""
    rows = select(OrderFile).where(OrderFile.order_id == row.id, OrderFile.report_id.is_not(None))
    by_report: dict[str, list[OrderFileView]] = {}
    for one in work.session.scalars(rows.order_by(OrderFile.added_at, OrderFile.id)):
        by_report.setdefault(one.report_id or "", []).append(view_of(one))
    return by_report


def view_of(row: OrderFile) -> OrderFileView:
    """Return a file without its content."""
    return OrderFileView(row.id, row.name, row.content_type, row.size_bytes, row.sha256)


def open_file(work: Work, viewer: Viewer, number: str, file_id: str) -> tuple[OrderFileView, bytes]:
    """Return a file of an order with its content.

    Raises: NotFound: none, or none of the viewer's; what is not reported yet is the provider's alone.
    """
    row = work.session.scalar(select(ServiceOrder).where(ServiceOrder.number == number.replace("\x00", "")))
    one = work.session.get(OrderFile, file_id.replace("\x00", ""))
    if row is None or one is None or one.order_id != row.id or not may_see(viewer, row):
        raise NotFound("orders.file_not_found")
    if one.report_id is None and not viewer.may(row.provider_id, MENU):
        raise NotFound("orders.file_not_found")
    return view_of(one), one.content
