"""What processes may ask of the platform: one file for each family of job types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engine.jobs import Handler
from workflows.handlers import housekeeping, notices, organisations

if TYPE_CHECKING:
    from workflows.bootstrap import Platform


def handlers(platform: Platform) -> Mapping[str, Handler]:
    """Return the handler of every job type."""
    return {
        "organisation.certify": organisations.certify,
        "organisation.reject": organisations.reject,
        "organisation.returned": organisations.returned,
        "organisation.register_ordinary": organisations.register_ordinary,
        "organisation.enrol_member": organisations.enrol_member,
        "notice.send": notices.send,
        "notice.deliver": notices.deliverer(platform),
        housekeeping.JOB_TYPE: housekeeping.cleaner(platform),
    }
