"""What processes may ask of the platform: one file for each family of job types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from engine import Handler, Periodic, Queue
from workflows.files.operations import MAKE_SIZES
from workflows.ground import queues
from workflows.handlers import (
    absences,
    acting,
    digests,
    files,
    housekeeping,
    notices,
    organisations,
    panels,
    people,
    products,
)
from workflows.outbox import posting

if TYPE_CHECKING:
    from workflows.bootstrap import Platform


PROCESS_JOBS: Mapping[str, Handler] = {
    "organisation.certify": organisations.certify,
    "organisation.reject": organisations.reject,
    "organisation.returned": organisations.returned,
    "organisation.register_ordinary": organisations.register_ordinary,
    "organisation.enrol_member": organisations.enrol_member,
    "product.list": products.publish,
    "product.reject": products.reject,
    "product.returned": products.returned,
    "panel.choose": panels.choose,
    "panel.replace": panels.replace,
    "panel.close": panels.close,
    "expert.enrol": people.enrol_expert,
    "expert.expire": people.expire_expert,
    "expert.reject": people.reject_expert,
    "consultant.enrol": people.enrol_consultant,
    "consultant.ended": people.consultant_ended,
    "consultant.expire": people.expire_consultant,
    "consultant.reject": people.reject_consultant,
    "notice.send": notices.send,
    **acting.PROCESS_JOBS,
}
"""Job types that diagrams may name."""

PROCESS_MAKERS: Mapping[str, Callable[[Platform], Handler]] = {
    "expert.invite": people.expert_inviter,
    "expert.remind": people.expert_inviter,
    "consultant.invite": people.consultant_inviter,
    "consultant.remind": people.consultant_inviter,
}
"""Job types that diagrams may name, and that need the platform: a link in a mail begins with its address."""

PROCESS_JOB_TYPES = frozenset(PROCESS_JOBS) | frozenset(PROCESS_MAKERS)

_MAKERS: Mapping[str, Callable[[Platform], Handler]] = {
    posting.MAIL_JOB: notices.deliverer,
    posting.SMS_JOB: notices.deliverer,
    "notice.deliver": notices.deliverer,  # rows that waited when mail and SMS had no queues of their own
    housekeeping.JOB_TYPE: housekeeping.cleaner,
    digests.JOB_TYPE: digests.sender,
    MAKE_SIZES: files.sizes_maker,
}
"""The platform's own jobs, which need the platform."""

QUEUES: Mapping[str, Queue] = {
    posting.MAIL_JOB: queues.MAIL,
    posting.SMS_JOB: queues.SMS,
    "notice.deliver": queues.MAIL,
    housekeeping.JOB_TYPE: queues.LONG,
    digests.JOB_TYPE: queues.LONG,
    MAKE_SIZES: queues.PICTURES,
}
"""The queues of job types that wait for somebody outside or walk over many rows; the others are steps."""

PERIODIC: tuple[Periodic, ...] = (housekeeping.PERIODIC, digests.PERIODIC)
"""What workers begin by the clock."""


def handlers(platform: Platform) -> Mapping[str, Handler]:
    """Return the handler of every job type."""
    makers = {**PROCESS_MAKERS, **_MAKERS}
    return {
        **PROCESS_JOBS,
        **absences.JOBS,
        **acting.JOBS,
        **{name: make(platform) for name, make in makers.items()},
    }
